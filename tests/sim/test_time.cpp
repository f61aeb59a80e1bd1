#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>

#include "sim/fraction.h"
#include "sim/random/split_mix.h"
#include "sim/time.h"

using namespace trapline;

TEST_CASE("time: the 8254's clock neither drifts nor rounds away over a day") {
  const clock_domain pit{13'125'000, 11};
  const cycles day{13'125'000ull * 86'400 / 11};
  CHECK(pit.edges_by(pit.edge(day)) == day);
  CHECK(pit.edge(cycles{13'125'000}) == instant::at_ps(11'000'000'000'000));
  CHECK(pit.edges_by(instant::at_ps(11'000'000'000'000 - 1)) == cycles{13'124'999});
}

TEST_CASE("time: an edge stands at the first picosecond not before its exact place") {
  const clock_domain third{3'000'000'000};
  CHECK(third.edge(cycles{1}) == instant::at_ps(334));
  CHECK(third.edge(cycles{3}) == instant::at_ps(1000));
  CHECK(third.edge_not_before(instant::at_ps(335)) == cycles{2});
  CHECK(third.covering(duration::ps(335)) == cycles{2});
}

TEST_CASE("time: a fraction is what a division comes to, near the largest products too") {
  using u128 = fraction::u128;
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t state = 1;
  for (int round = 0; round < 2000; ++round) {
    // Of every length, and those on either side of a power of two, where the inverse is least exact.
    const auto any = [&] { return split_mix(state) >> split_mix(state) % 64; };
    const std::uint64_t power = std::uint64_t{1} << split_mix(state) % 64;
    const std::uint64_t by = round % 4 == 0 ? power : round % 4 == 1 ? power + 1 : any() | 1;
    const std::uint64_t times = any() | 1;
    const fraction f{times, by};
    for (const std::uint64_t n : {any(), most / times, (most >> 1) / times, by - 1, by, most}) {
      for (const std::uint64_t near : {n - 1, n, n + 1}) {
        const u128 product = u128{near} * times;
        CHECK(f.down(near) == static_cast<std::uint64_t>(product / by));
        CHECK(f.up(near) == static_cast<std::uint64_t>((product + (by - 1)) / by));
      }
    }
  }
}
