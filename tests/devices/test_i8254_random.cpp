// Random guests: state that moves, jumps against single clocks, the promise of next_event.
#include <catch2/catch.hpp>

#include "tests/devices/dice.h"
#include "tests/devices/pit_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::test;

TEST_CASE("i8254: a chip that takes over the state goes on as the first would have") {
  dice random{8254};
  pit_bench a;
  std::uint64_t clock = 0;
  const auto poke = [&](pit_bench& b, unsigned what, unsigned value, std::uint64_t when) {
    if (what < 3)
      b.gate(what, (value & 1) != 0, when);
    else
      b.chip.write(what & 3, 1, value, b.at(when));
  };
  for (int i = 0; i < 2000; ++i) poke(a, random.below(8), random.below(256), clock += random.below(300));
  pit_bench b;
  b.chip.restore_state(a.chip.save_state());
  for (int i = 0; i < 5000; ++i) {
    const unsigned what = random.below(8), value = random.below(256);
    clock += random.below(300);
    poke(a, what, value, clock);
    poke(b, what, value, clock);
    for (unsigned n = 0; n < 3; ++n) {
      REQUIRE(a.read(n, clock) == b.read(n, clock));
      REQUIRE(a.chip.out(n).high() == b.chip.out(n).high());
    }
  }
}

TEST_CASE("i8254: a state of another size is refused") {
  i8254 chip;
  CHECK_THROWS_AS(chip.restore_state(std::vector<std::byte>(3)), std::invalid_argument);
}

TEST_CASE("i8254: whatever a guest does, jumping over time gives what single clocks give") {
  for (unsigned seed = 0; seed < 200; ++seed) {
    dice random{seed};
    pit_bench jumps, steps;
    edge_log jump_edges, step_edges;
    jumps.chip.out(1).connect(jump_edges);
    steps.chip.out(1).connect(step_edges);
    std::uint64_t clock = 0, stepped = 0;
    for (int i = 0; i < 150; ++i) {
      const unsigned what = random.below(10), n = random.below(3);
      // Small counts, so that ends of cycles and accesses meet.
      const unsigned value = random.one_in(3) ? random.below(256) : random.below(6);
      clock += random.one_in(4) ? random.below(2000) : random.below(8);
      while (stepped < clock) steps.chip.advance_to(steps.at(++stepped));
      for (pit_bench* b : {&jumps, &steps}) {
        if (what < 2)
          b->control(n << 6 | value, clock);
        else if (what < 4)
          b->gate(n, (value & 1) != 0, clock);
        else if (what == 4)
          b->control(0xC0 | value, clock);
        else
          b->write(n, value, clock);
        REQUIRE((b->chip.next_event() > b->at(clock)));
      }
      for (unsigned k = 0; k < 3; ++k) REQUIRE(jumps.read(k, clock) == steps.read(k, clock));
    }
    REQUIRE(jump_edges.edges == step_edges.edges);
  }
}

TEST_CASE("i8254: next_event names exactly the next edge of OUT") {
  for (unsigned seed = 0; seed < 100; ++seed) {
    dice random{seed};
    pit_bench b;
    edge_log out;
    b.chip.out(0).connect(out);
    std::uint64_t clock = 0;
    for (int i = 0; i < 100; ++i) {
      b.control(random.one_in(4) ? random.below(64) : 0x10 | random.below(6) << 1, ++clock);
      b.write(0, random.below(20), clock);
      b.gate(0, !random.one_in(3), clock);
      const instant next = b.chip.next_event();
      const std::size_t heard = out.edges.size();
      for (int k = 0; k < 30; ++k) {
        b.chip.advance_to(b.at(++clock));
        if (b.at(clock) < next) REQUIRE(out.edges.size() == heard);
        if (b.at(clock) == next) REQUIRE(out.edges.size() == heard + 1);
      }
    }
  }
}
