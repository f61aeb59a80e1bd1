#include <catch2/catch.hpp>

#include "models/bus/event_calendar.h"
#include "models/bus/port_router.h"
#include "models/bus/scheduled_wakeup.h"
#include "tests/bus/bench.h"

using namespace trapline;
using namespace trapline::testing;
using bus::port_router;

namespace {

/// Two chips behind a router: registers 0-3 at 40h, one byte wide; 0-3 at 44h, a word wide.
struct two_chips {
  two_chips() {
    router.add("low", low_target);
    router.add("high", high_target);
  }

  bus::event_calendar calendar;
  noting_chip low{{{0x40, 4, 0}}, 1}, high{{{0x44, 4, 0}}, 2};
  bus::scheduled_wakeup low_alarm{"low_alarm", calendar}, high_alarm{"high_alarm", calendar};
  bus::device_target low_target{"low", low, low_alarm}, high_target{"high", high, high_alarm};
  port_router router{"router"};
};

}  // namespace

TEST_CASE("port_router: the chip sees the instant of the access, ahead of the kernel") {
  two_chips b;
  port_router::result r{};
  instant kernel;
  script s{"script", [&] {
             sc_core::wait(bus::to_sc(duration::ns(100)));
             r = b.router.read(0x41, 1, at_ns(350));
             kernel = bus::kernel_now();
           }};
  sc_core::sc_start();
  REQUIRE(b.low.accesses.size() == 1);
  CHECK(b.low.accesses[0] == noting_chip::access{true, 1, 1, 0x11, at_ns(350)});
  CHECK(r.value == 0x11);
  CHECK(r.done == at_ns(350));
  CHECK(kernel == at_ns(100));
}

TEST_CASE("port_router: every part takes its bus cycle before the device sees it") {
  two_chips b;
  port_router::result r{};
  script s{"script", [&] { r = b.router.read(0x42, 4, at_ns(1000), duration::ns(700)); }};
  sc_core::sc_start();
  REQUIRE(b.low.accesses.size() == 2);
  CHECK(b.low.accesses[0].at == at_ns(1700));
  CHECK(b.low.accesses[1].at == at_ns(2400));
  REQUIRE(b.high.accesses.size() == 1);
  CHECK(b.high.accesses[0] == noting_chip::access{true, 0, 2, 0x2010, at_ns(3100)});
  CHECK(r.value == 0x20101312);
  CHECK(r.done == at_ns(3100));
}

TEST_CASE("port_router: each device is written its own bytes") {
  two_chips b;
  instant done;
  script s{"script", [&] { done = b.router.write(0x42, 4, 0x44332211, at_ns(0), duration::ns(10)); }};
  sc_core::sc_start();
  REQUIRE(b.low.accesses.size() == 2);
  CHECK(b.low.accesses[0] == noting_chip::access{false, 2, 1, 0x11, at_ns(10)});
  CHECK(b.low.accesses[1] == noting_chip::access{false, 3, 1, 0x22, at_ns(20)});
  REQUIRE(b.high.accesses.size() == 1);
  CHECK(b.high.accesses[0] == noting_chip::access{false, 0, 2, 0x4433, at_ns(30)});
  CHECK(done == at_ns(30));
}

TEST_CASE("port_router: unclaimed ports read all ones, take writes silently, and cost their bus cycles") {
  two_chips b;
  port_router::result byte{}, word{}, whole{}, half{};
  instant written;
  script s{"script", [&] {
             byte = b.router.read(0x80, 1, at_ns(0), duration::ns(1));
             word = b.router.read(0x80, 2, at_ns(0), duration::ns(1));
             whole = b.router.read(0x80, 4, at_ns(0), duration::ns(1));
             half = b.router.read(0x3f, 2, at_ns(0), duration::ns(1));
             written = b.router.write(0x80, 4, 1, at_ns(0), duration::ns(1));
           }};
  sc_core::sc_start();
  CHECK(byte.value == 0xff);
  CHECK(word.value == 0xffff);
  CHECK(whole.value == 0xffffffff);
  CHECK(half.value == 0x10ff);
  CHECK(whole.done == at_ns(4));
  CHECK(written == at_ns(4));
}

TEST_CASE("port_router: an overlap is refused, and the router goes on with what it had") {
  two_chips b;
  noting_chip thief{{{0x47, 1, 0}}};
  bus::scheduled_wakeup alarm{"alarm", b.calendar};
  bus::device_target target{"thief", thief, alarm};
  CHECK_THROWS_WITH(b.router.add("thief", target), "thief and high both claim port 47h");
  CHECK(b.router.device_at(0x47) == 1);
}

TEST_CASE("port_router: a place without devices is one, and answers all ones") {
  port_router empty{"empty"};
  port_router::result r{};
  script s{"script", [&] { r = empty.read(0x60, 2, at_ns(5)); }};
  sc_core::sc_start();
  CHECK(r.value == 0xffff);
  CHECK(r.done == at_ns(5));
}
