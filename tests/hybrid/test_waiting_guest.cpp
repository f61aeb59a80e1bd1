// A guest whose access somebody else has to answer first, and one that goes on by the plan it had: on a processor
// that is alone both are done without leaving the guest's stack, and what they skip may not be what matters.
#include <cstdint>

#include "tests/hybrid/guest_bench.h"

using namespace trapline;
using namespace trapline::testing;
using bench = guest_bench;
using processor::physical_processor;

namespace {

// in al,41h; out 40h,al; mov cx,0ffffh; loop $; in al,41h
constexpr std::initializer_list<int> then_computes{0xe4, 0x41, 0xe6, 0x40, 0xb9, 0xff,
                                                   0xff, 0xe2, 0xfe, 0xe4, 0x41};

/// Where the caller's stack is.
std::uintptr_t stack_here() { return reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0)); }

/// For a guest that is left standing: it has frames of the engine on its stack, which nothing can unwind.
bench& lasting_bench() {
  static bench* const b = new bench{one_of_each};
  return *b;
}

/// Runs once the guest that a write is of is kept from going on, and lets it go on.
struct relief {
  explicit relief(bench& of) : b{of} {
    b.guest.chip->on_write = [this](instant) {
      b.hypervisor.wake(other, b.cpu.now());
      b.hypervisor.hold(b.domain);
    };
  }
  bench& b;
  std::size_t accesses_before = 0;
  instant at;
  scripted_guest other{"b", [this](physical_processor& cpu) {
                         accesses_before = b.guest.accesses.size();
                         at = cpu.now();
                         b.hypervisor.let_go(b.domain, at);
                       }};
};

}  // namespace

TEST_CASE("waiting guest: where the processor is alone, the service OS answers on its stack") {
  struct stacks final : record_listener {
    void access_closed(const closed_access&) override { guests = stack_here(); }
    std::uintptr_t guests = 0;
  } seen;
  bench b{one_of_each};
  b.room.subscribe(seen);
  std::uintptr_t answering = 0;
  b.guest.chip->on_write = [&](instant) { answering = stack_here(); };
  b.hypervisor.wake(b.domain, instant{});
  b.run();
  REQUIRE(b.guest.accesses.size() == 2);
  // A stack is larger than this, and what is in use of it smaller.
  constexpr std::uintptr_t part_of_a_stack = 0x20000;
  CHECK(std::max(answering, seen.guests) - std::min(answering, seen.guests) < part_of_a_stack);
}

TEST_CASE("waiting guest: whoever is next in its place runs, and then it goes on") {
  bench b{one_of_each};
  relief r{b};
  b.hypervisor.wake(b.domain, instant{});
  b.run();
  CHECK(r.at > instant{});
  CHECK(r.accesses_before == 0);
  CHECK(b.guest.accesses.size() == 2);
}

TEST_CASE("waiting guest: when the run ends meanwhile it does not go on") {
  bench& b = lasting_bench();
  b.guest.chip->on_write = [&](instant) { b.hypervisor.finish(); };
  b.hypervisor.wake(b.domain, instant{});
  b.run();
  CHECK(b.guest.accesses.empty());
  CHECK(b.guest.chip->accesses.size() == 1);
}

TEST_CASE("waiting guest: destroyed meanwhile it does nothing more") {
  bench& b = lasting_bench();
  b.guest.chip->on_write = [&](instant) { b.guest.vm.fate.destroyed(); };
  b.hypervisor.wake(b.domain, instant{});
  b.run();
  CHECK(b.guest.accesses.empty());
  CHECK(b.guest.chip->accesses.size() == 1);
}

TEST_CASE("computing guest: a timer that its own access has set is kept at its instant") {
  bench b{then_computes};
  b.guest.vm.devices.move(*b.guest.model, b.guest.vm.near, instant{});
  noting_chip& chip = *b.guest.chip;
  instant kept;
  chip.on_write = [&](instant now) { chip.next = now + duration::us(20); };
  chip.on_advance = [&](instant) {
    kept = b.cpu.now();
    chip.next = instant::never();
  };
  b.hypervisor.wake(b.domain, instant{});
  b.run();
  REQUIRE(b.guest.accesses.size() == 3);
  REQUIRE(chip.advanced.size() == 1);
  CHECK(chip.advanced[0] == chip.accesses[1].at + duration::us(20));
  // The exit and the interrupt: a few steps of a nanosecond.
  CHECK(kept - chip.advanced[0] < duration::ns(20));
}

TEST_CASE("computing guest: a turn that its own access ends is over there, not where it meant to look up") {
  bench b{then_computes};
  b.guest.vm.devices.move(*b.guest.model, b.guest.vm.near, instant{});
  relief r{b};
  b.hypervisor.wake(b.domain, instant{});
  b.run();
  REQUIRE(b.guest.accesses.size() == 3);
  CHECK(r.accesses_before == 2);
  CHECK(r.at - b.guest.chip->accesses[1].at < duration::ns(30));
}
