#include "tests/processor/bench.h"

using namespace trapline;
using namespace trapline::testing;
using processor::account;

TEST_CASE("processor: every cycle is on exactly one account") {
  processor_bench b;
  b.root([&] {
    b.cpu.spend(account::monitor, cycles{1000});
    b.cpu.spend(account::service_os, cycles{200});
    b.cpu.spend_until(account::guest, at_ns(650));
    b.cpu.catch_up();
    b.cpu.idle_until(at_ns(1000));
    b.cpu.spend(account::monitor, cycles{1});
  });
  CHECK(b.cpu.spent(account::monitor) == cycles{1001});
  CHECK(b.cpu.spent(account::service_os) == cycles{200});
  CHECK(b.cpu.spent(account::guest) == cycles{100});
  CHECK(b.cpu.spent(account::idle) == cycles{700});
  CHECK(b.cpu.now_cycles() == cycles{2001});
  CHECK(b.accounted() == b.cpu.now_cycles());
}

TEST_CASE("processor: it runs ahead of the kernel, and catches up when told to") {
  processor_bench b;
  instant before, after;
  b.root([&] {
    b.cpu.spend(account::monitor, cycles{4000});
    before = bus::kernel_now();
    b.cpu.catch_up();
    after = bus::kernel_now();
  });
  CHECK(before == instant{});
  CHECK(after == at_ns(2000));
  CHECK(b.cpu.now() == at_ns(2000));
}

TEST_CASE("processor: catching up lets everything happen that is due by then, and no more") {
  processor_bench b;
  b.chip.next = at_ns(400);
  b.chip.on_advance = [&](instant at) { b.chip.next = at + duration::ns(400); };
  std::size_t calls = 0;
  b.root([&] {
    b.end.rearm();
    b.cpu.spend(account::monitor, cycles{2400});
    CHECK(b.cpu.behind_events());
    b.cpu.catch_up();
    calls = b.chip.advanced.size();
    CHECK_FALSE(b.cpu.behind_events());
    b.chip.next = instant::never();
    b.end.rearm();
  });
  CHECK(calls == 3);
  CHECK(b.chip.advanced == std::vector<instant>{at_ns(400), at_ns(800), at_ns(1200)});
}

TEST_CASE(
    "processor: a guest stalls until an event on the guest's account, in whole cycles, never backwards") {
  processor_bench b;
  b.root([&] {
    b.cpu.stall_until(instant::at_ps(10'001));
    CHECK(b.cpu.now() == instant::at_ps(10'500));
    b.cpu.stall_until(instant::at_ps(700));
    CHECK(b.cpu.now() == instant::at_ps(10'500));
  });
  CHECK(b.cpu.spent(account::guest) == cycles{21});
}

TEST_CASE(
    "processor: the horizon is the next event or the end of the machine's quantum, whichever is nearer") {
  processor_bench b;
  b.root([&] {
    CHECK(b.cpu.horizon() == instant{} + duration::us(100));
    b.chip.next = at_ns(30'000);
    b.end.rearm();
    CHECK(b.cpu.horizon() == at_ns(30'000));
    CHECK(b.cpu.next_event() == at_ns(30'000));
    b.chip.next = instant::never();
    b.end.rearm();
    b.cpu.spend(account::monitor, cycles{20'000});
    b.cpu.catch_up();
    CHECK(b.cpu.horizon() == instant{} + duration::us(100));
  });
}

TEST_CASE("processor: keeping pace, it waits for the kernel once it has passed the end of the quantum") {
  processor_bench b;
  b.root([&] {
    b.cpu.keep_pace(instant{});
    CHECK(bus::kernel_now() == instant{});
    b.cpu.spend(account::monitor, cycles{200'003});
    b.cpu.keep_pace(instant{});
    CHECK(bus::kernel_now() == b.cpu.now());
    CHECK(b.cpu.horizon() == at_ns(200'000));
    CHECK(b.cpu.now_cycles() == cycles{200'003});
  });
}

TEST_CASE("processor: the time of a bus access goes to who made it, rounded up to a cycle") {
  processor_bench b;
  b.root([&] {
    b.cpu.spend(account::monitor, cycles{3});
    CHECK(b.cpu.io_read(0x40, 1, account::service_os) == 0x5a);
    b.cpu.io_write(0x40, 1, 1, account::guest);
    CHECK((b.cpu.memory_read(0xb8000, 1, account::guest) & 0xff) == 0x5a);
  });
  CHECK(b.bus.seen ==
        std::vector<instant>{instant::at_ps(1500), instant::at_ps(251'500), instant::at_ps(501'500)});
  CHECK(b.cpu.spent(account::service_os) == cycles{500});
  CHECK(b.cpu.spent(account::guest) == cycles{1000});
  CHECK(b.accounted() == b.cpu.now_cycles());
}

TEST_CASE("processor: an access comes after every event that is due before it") {
  processor_bench b;
  b.chip.next = at_ns(100);
  std::size_t accesses_before = 99;
  b.chip.on_advance = [&](instant) {
    accesses_before = b.bus.seen.size();
    b.chip.next = instant::never();
  };
  b.root([&] {
    b.end.rearm();
    b.cpu.spend(account::monitor, cycles{400});
    b.cpu.io_read(0x40, 1, account::monitor);
  });
  CHECK(accesses_before == 0);
  CHECK(b.bus.seen == std::vector<instant>{at_ns(200)});
}

TEST_CASE("processor: an idle processor wakes when its pin rises, at that instant") {
  processor_bench b;
  b.chip.next = at_ns(777);
  b.chip.on_advance = [&](instant at) {
    b.chip.next = instant::never();
    b.cpu.interrupt_pin().set_level(true, at);
  };
  b.root([&] {
    b.end.rearm();
    b.cpu.catch_up();
    b.cpu.idle_until(instant::never());
    CHECK(b.cpu.interrupt_pending());
    CHECK(b.cpu.now() == at_ns(777));
    b.cpu.idle_until(instant::never());
    b.cpu.interrupt_pin().set_level(false, b.cpu.now());
  });
  CHECK(b.cpu.spent(account::idle) == cycles{1554});
  CHECK(b.pin == std::vector<bool>{true, false});
}

TEST_CASE(
    "processor: an idle processor wakes at its own time if nothing else wakes it, and when it is told to") {
  processor_bench b;
  script other{"other", [&] {
                 sc_core::wait(bus::to_sc(duration::ns(900)));
                 b.cpu.wake(at_ns(950));
               }};
  b.root([&] {
    b.cpu.idle_until(at_ns(500));
    CHECK(b.cpu.now() == at_ns(500));
    b.cpu.idle_until(at_ns(5000));
    CHECK(b.cpu.now() == at_ns(950));
    b.cpu.idle_until(at_ns(100));
    CHECK(b.cpu.now() == at_ns(950));
  });
  CHECK(b.cpu.spent(account::idle) == cycles{1900});
}
