#include <tlm_utils/simple_initiator_socket.h>
#include <catch2/catch.hpp>
#include <tuple>

#include "models/bus/attributes.h"
#include "models/bus/device_target.h"
#include "models/bus/scheduled_wakeup.h"
#include "tests/bus/bench.h"

using namespace trapline;
using namespace trapline::testing;
using bus::address_space;
using bus::device_bus;

namespace {

/// Two chips on a bus: registers 0-3 at 40h, one byte wide; 0-3 at 44h, a word wide.
struct two_chips {
  two_chips() {
    devices.attach(low_end);
    devices.attach(high_end);
  }

  bus::event_calendar calendar;
  noting_chip low{{{0x40, 4, 0}}, 1}, high{{{0x44, 4, 0}}, 2};
  bus::scheduled_wakeup low_alarm{"low_alarm", calendar}, high_alarm{"high_alarm", calendar};
  bus::endpoint low_end{"low", low, low_alarm}, high_end{"high", high, high_alarm};
  device_bus devices;
};

}  // namespace

TEST_CASE("device_bus: the chip sees the instant of the access, ahead of the kernel") {
  two_chips b;
  device_bus::result r{};
  instant kernel;
  script s{"script", [&] {
             sc_core::wait(bus::to_sc(duration::ns(100)));
             r = b.devices.read(address_space::io, 0x41, 1, at_ns(350));
             kernel = bus::kernel_now();
           }};
  sc_core::sc_start();
  REQUIRE(b.low.accesses.size() == 1);
  CHECK(b.low.accesses[0] == noting_chip::access{true, 1, 1, 0x11, at_ns(350)});
  CHECK(r.value == 0x11);
  CHECK(r.done == at_ns(350));
  CHECK(kernel == at_ns(100));
}

TEST_CASE("device_bus: every part takes its bus cycle before the device sees it") {
  two_chips b;
  device_bus::result r{};
  script s{"script", [&] { r = b.devices.read(address_space::io, 0x42, 4, at_ns(1000), duration::ns(700)); }};
  sc_core::sc_start();
  REQUIRE(b.low.accesses.size() == 2);
  CHECK(b.low.accesses[0].at == at_ns(1700));
  CHECK(b.low.accesses[1].at == at_ns(2400));
  REQUIRE(b.high.accesses.size() == 1);
  CHECK(b.high.accesses[0] == noting_chip::access{true, 0, 2, 0x2010, at_ns(3100)});
  CHECK(r.value == 0x20101312);
  CHECK(r.done == at_ns(3100));
}

TEST_CASE("device_bus: each device is written its own bytes") {
  two_chips b;
  instant done;
  script s{"script", [&] {
             done = b.devices.write(address_space::io, 0x42, 4, 0x44332211, at_ns(0), duration::ns(10));
           }};
  sc_core::sc_start();
  REQUIRE(b.low.accesses.size() == 2);
  CHECK(b.low.accesses[0] == noting_chip::access{false, 2, 1, 0x11, at_ns(10)});
  CHECK(b.low.accesses[1] == noting_chip::access{false, 3, 1, 0x22, at_ns(20)});
  REQUIRE(b.high.accesses.size() == 1);
  CHECK(b.high.accesses[0] == noting_chip::access{false, 0, 2, 0x4433, at_ns(30)});
  CHECK(done == at_ns(30));
}

TEST_CASE("device_bus: unclaimed ports read all ones, take writes silently, and cost their bus cycles") {
  two_chips b;
  device_bus::result byte{}, word{}, whole{}, half{};
  instant written;
  script s{"script", [&] {
             byte = b.devices.read(address_space::io, 0x80, 1, at_ns(0), duration::ns(1));
             word = b.devices.read(address_space::io, 0x80, 2, at_ns(0), duration::ns(1));
             whole = b.devices.read(address_space::io, 0x80, 4, at_ns(0), duration::ns(1));
             half = b.devices.read(address_space::io, 0x3f, 2, at_ns(0), duration::ns(1));
             written = b.devices.write(address_space::io, 0x80, 4, 1, at_ns(0), duration::ns(1));
           }};
  sc_core::sc_start();
  CHECK(byte.value == 0xff);
  CHECK(word.value == 0xffff);
  CHECK(whole.value == 0xffffffff);
  CHECK(half.value == 0x10ff);
  CHECK(whole.done == at_ns(4));
  CHECK(written == at_ns(4));
}

TEST_CASE("device_bus: an overlap is refused whole, and the bus goes on with what it had") {
  two_chips b;
  noting_chip thief{{{0x61, 1, 0}, {0x47, 1, 0}}};
  bus::scheduled_wakeup alarm{"alarm", b.calendar};
  bus::endpoint end{"thief", thief, alarm};
  CHECK_THROWS_WITH(b.devices.attach(end), "thief and high both claim port 47h");
  CHECK(b.devices.at(address_space::io, 0x47) == &b.high_end);
  CHECK(b.devices.at(address_space::io, 0x61) == nullptr);
}

TEST_CASE("device_bus: a bus without devices is one, and answers all ones") {
  device_bus empty;
  const device_bus::result r = empty.read(address_space::io, 0x60, 2, at_ns(5));
  CHECK(r.value == 0xffff);
  CHECK(r.done == at_ns(5));
  CHECK(empty.read(address_space::memory, 0xa0000, 8, at_ns(5)).value == ~std::uint64_t{0});
}

TEST_CASE("device_bus: a claim moves while the machine runs, unless its new addresses are taken") {
  two_chips b;
  const bus::claim there{address_space::io, 0x40, 4, 0};
  b.devices.move(b.low_end, there, {address_space::io, 0x300, 4, 0});
  CHECK(b.devices.at(address_space::io, 0x40) == nullptr);
  CHECK(b.devices.read(address_space::io, 0x302, 1, at_ns(1)).value == 0x12);
  const bus::claim here{address_space::io, 0x300, 4, 0}, taken{address_space::io, 0x46, 4, 0};
  CHECK_THROWS_WITH(b.devices.move(b.low_end, here, taken), "low and high both claim port 46h");
  CHECK(b.devices.at(address_space::io, 0x300) == &b.low_end);
}

TEST_CASE("device_bus: a detached chip is out of reach, and is called back no more") {
  two_chips b;
  b.low.next = at_ns(50);
  b.low_end.rearm();
  CHECK(b.calendar.next() == at_ns(50));
  b.low_end.withdraw();
  b.devices.detach(b.low_end);
  CHECK(b.calendar.next() == instant::never());
  CHECK(b.devices.read(address_space::io, 0x40, 1, at_ns(1)).value == 0xff);
  b.devices.attach(b.low_end);
  CHECK(b.devices.read(address_space::io, 0x40, 1, at_ns(1)).value == 0x10);
}

TEST_CASE("endpoint: another host takes over what was promised") {
  bus::event_calendar calendar;
  noting_chip chip{{{0x40, 1, 0}}};
  bus::scheduled_wakeup one{"one", calendar}, other{"other", calendar};
  bus::endpoint end{"chip", chip, one};
  chip.next = at_ns(70);
  chip.on_advance = [&](instant) { chip.next = instant::never(); };
  end.rearm();
  end.move_to(other);
  script s{"script", [] {}};
  sc_core::sc_start();
  CHECK(chip.advanced == std::vector<instant>{at_ns(70)});
}

TEST_CASE("device_target: a transaction says whose devices it is for; unclaimed memory is an address error") {
  bus::event_calendar calendar;
  noting_chip own{{{0x40, 1, 0}}}, other{{{0x40, 1, 7}}, 4, {{0xd0000, 16, 0x20}}};
  bus::scheduled_wakeup one{"one", calendar}, two{"two", calendar};
  bus::endpoint own_end{"own", own, one}, other_end{"other", other, two};
  device_bus machine, vm;
  machine.attach(own_end);
  vm.attach(other_end);
  bus::device_target target{"target", &machine};
  tlm_utils::simple_initiator_socket<two_chips> initiator{"initiator"};
  initiator.bind(target.socket);
  const auto read = [&](device_bus* whose, address_space space, std::uint64_t address) {
    bus::attributes a;
    a.space = space;
    a.devices = whose;
    a.cycle = duration::ns(3);
    std::uint8_t byte = 0;
    tlm::tlm_generic_payload p;
    p.set_extension(&a);
    p.set_read();
    p.set_address(address);
    p.set_data_ptr(&byte);
    p.set_data_length(1);
    sc_core::sc_time delay;
    initiator->b_transport(p, delay);
    p.clear_extension(&a);
    return std::tuple{unsigned{byte}, p.is_response_ok(), bus::from_sc(delay)};
  };
  script s{"script", [&] {
             CHECK(read(nullptr, address_space::io, 0x40) == std::tuple{0x10U, true, duration::ns(3)});
             CHECK(read(&vm, address_space::io, 0x40) == std::tuple{0x17U, true, duration::ns(3)});
             CHECK(read(&vm, address_space::memory, 0xd0004) == std::tuple{0x34U, true, duration::ns(3)});
             CHECK(read(&vm, address_space::memory, 0xe0000) == std::tuple{0U, false, duration{}});
             CHECK(read(&vm, address_space::io, 0x41) == std::tuple{0xffU, true, duration::ns(3)});
           }};
  sc_core::sc_start();
}
