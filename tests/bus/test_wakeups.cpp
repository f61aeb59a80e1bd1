#include <catch2/catch.hpp>

#include "models/bus/device_bus.h"
#include "models/bus/scheduled_wakeup.h"
#include "models/devices/line.h"
#include "models/devices/timers/i8254.h"
#include "tests/bus/bench.h"

using namespace trapline;
using namespace trapline::testing;

namespace {

struct one_chip {
  one_chip() { devices.attach(end); }

  bus::event_calendar calendar;
  noting_chip chip{{{0x40, 1, 0}}};
  bus::scheduled_wakeup alarm{"alarm", calendar};
  bus::endpoint end{"chip", chip, alarm};
  bus::device_bus devices;
};

/// When a line rose.
class rises final : public devices::line_sink {
 public:
  void set_level(bool high, instant at) override {
    if (high) seen.push_back(at);
  }
  std::vector<instant> seen;
};

}  // namespace

TEST_CASE("wake-ups: a chip is called at the very picosecond that it asked for, in kernel time") {
  one_chip b;
  instant kernel;
  b.chip.on_write = [&](instant) { b.chip.next = instant::at_ps(123'457); };
  b.chip.on_advance = [&](instant) {
    kernel = bus::kernel_now();
    b.chip.next = instant::never();
  };
  script s{"script", [&] {
             b.devices.write(bus::address_space::io, 0x40, 1, 0, at_ns(100));
             CHECK(b.calendar.next() == instant::at_ps(123'457));
           }};
  sc_core::sc_start();
  CHECK(b.chip.advanced == std::vector<instant>{instant::at_ps(123'457)});
  CHECK(kernel == instant::at_ps(123'457));
  CHECK(b.calendar.next() == instant::never());
}

TEST_CASE("wake-ups: an access that moves the event moves the call") {
  one_chip b;
  instant next = at_ns(500);
  b.chip.on_write = [&](instant) { b.chip.next = next; };
  b.chip.on_advance = [&](instant) { b.chip.next = instant::never(); };
  script s{"script", [&] {
             b.devices.write(bus::address_space::io, 0x40, 1, 0, at_ns(0));
             next = at_ns(900);
             b.devices.write(bus::address_space::io, 0x40, 1, 0, at_ns(10));
             CHECK(b.calendar.next() == at_ns(900));
             sc_core::wait(bus::to_sc(duration::us(2)));
             next = instant::never();
             b.devices.write(bus::address_space::io, 0x40, 1, 0, at_ns(2000));
             CHECK(b.calendar.next() == instant::never());
           }};
  sc_core::sc_start();
  CHECK(b.chip.advanced == std::vector<instant>{at_ns(900)});
}

TEST_CASE("wake-ups: a withdrawn event calls nobody") {
  one_chip b;
  b.chip.next = at_ns(50);
  script s{"script", [&] {
             b.end.rearm();
             b.chip.next = instant::never();
             b.end.rearm();
           }};
  sc_core::sc_start();
  CHECK(b.chip.advanced.empty());
  CHECK(b.calendar.next() == instant::never());
}

TEST_CASE(
    "wake-ups: what an initiator ahead of the kernel has passed is called at once, with its own instant") {
  one_chip b;
  instant kernel;
  b.chip.on_advance = [&](instant) {
    kernel = bus::kernel_now();
    b.chip.next = instant::never();
  };
  script s{"script", [&] {
             sc_core::wait(bus::to_sc(duration::ns(300)));
             b.chip.next = at_ns(200);
             b.end.rearm();
           }};
  sc_core::sc_start();
  CHECK(b.chip.advanced == std::vector<instant>{at_ns(200)});
  CHECK(kernel == at_ns(300));
}

TEST_CASE("wake-ups: a chip may ask again from within the call") {
  one_chip b;
  b.chip.next = at_ns(10);
  b.chip.on_advance = [&](instant at) {
    b.chip.next = at < at_ns(30) ? at + duration::ns(10) : instant::never();
  };
  script s{"script", [&] { b.end.rearm(); }};
  sc_core::sc_start();
  CHECK(b.chip.advanced == std::vector<instant>{at_ns(10), at_ns(20), at_ns(30)});
}

TEST_CASE("wake-ups: a real 8254 on a bus rises exactly on the edges of its clock") {
  bus::event_calendar calendar;
  devices::i8254 pit;
  bus::scheduled_wakeup alarm{"alarm", calendar};
  bus::endpoint end{"pit", pit, alarm};
  bus::device_bus devices;
  devices.attach(end);
  rises out;
  pit.out(0).connect(out);
  script s{"script", [&] {
             devices.write(bus::address_space::io, 0x43, 1, 0x34, at_ns(1000));
             devices.write(bus::address_space::io, 0x40, 1, 0xa9, at_ns(2000));
             devices.write(bus::address_space::io, 0x40, 1, 0x04, at_ns(3000));
           }};
  sc_core::sc_start(bus::to_sc(duration::ms(20)));
  // 1193 clocks a period: 20 of them and a bit; the control word itself lets OUT rise in mode 2.
  REQUIRE(out.seen.size() >= 20);
  const auto edge = [](instant t) { return devices::i8254::clock.edges_by(t); };
  for (std::size_t i = 0; i < out.seen.size(); ++i) {
    if (i > 0) CHECK(devices::i8254::clock.edge(edge(out.seen[i])) == out.seen[i]);
    if (i > 1) CHECK((edge(out.seen[i]) - edge(out.seen[i - 1])).count() == 1193);
  }
}
