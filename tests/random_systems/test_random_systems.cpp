// Nothing that a guest does ends the simulator, or keeps it: random systems of every mode on every platform.
#include <catch2/catch.hpp>

#include <cstdlib>
#include <iostream>
#include <map>
#include <sstream>

#include "tests/random_systems/simulated_system.h"

using namespace trapline;
using namespace trapline::random_systems;

namespace {

/// Each of them has to end well.
void run(std::uint32_t first, std::uint32_t count) {
  simulated_systems all;
  std::map<std::string, unsigned> ends;
  all.run(first, count, [&](const outcome& o) {
    ++ends[o.end];
    if (o.well) return;
    FAIL_CHECK("seed " << o.seed << ": " << o.end);
  });
  for (const auto& [end, times] : ends) std::cout << times << " " << end << "\n";
}

}  // namespace

TEST_CASE("random systems: all end, on every platform") { run(1, 252); }

TEST_CASE("random systems: a second run, and one at another quantum, have the same results") {
  const auto results = [](duration quantum) {
    simulated_systems all;
    std::map<std::uint32_t, std::string> by_seed;
    all.run(
        1000, 42,
        [&](const outcome& o) {
          if (o.exact) by_seed[o.seed] = o.end + o.results;
        },
        true, quantum);
    return by_seed;
  };
  const auto usual = results(duration::ns(0));
  for (const duration quantum : {duration::ns(0), duration::us(7)})
    for (const auto& [seed, what] : results(quantum)) {
      CAPTURE(seed, quantum.nanoseconds());
      const bool same = what == usual.at(seed);
      CHECK(same);
    }
}

// TRAPLINE_RANDOM_SYSTEMS="FIRST COUNT" has it run others.
TEST_CASE("random systems: a hundred thousand end", "[.][long]") {
  const char* const which = std::getenv("TRAPLINE_RANDOM_SYSTEMS");
  std::istringstream said{which == nullptr ? "1 100000" : which};
  std::uint32_t first = 0, count = 0;
  REQUIRE(said >> first >> count);
  run(first, count);
}
