#include <catch2/catch.hpp>

#include <algorithm>

#include "sim/random/arrival_process.h"

using namespace trapline;

namespace {

/// The mean wait of a server that takes `service` for each arrival, first come, first served.
duration mean_wait(arrival_process& arrivals, duration service, unsigned count) {
  duration wait;
  std::uint64_t sum = 0;
  for (unsigned i = 0; i < count; ++i) {
    const duration gap = arrivals.gap();
    const duration work = wait + service;
    wait = i == 0 || work < gap ? duration{} : work - gap;
    sum += wait.picoseconds();
  }
  return duration::ps(sum / count);
}

}  // namespace

TEST_CASE("poisson_arrivals: work of one length waits as in an M/D/1 queue") {
  constexpr duration service = duration::us(100);
  for (const std::uint32_t percent : {20u, 50u, 80u}) {
    poisson_arrivals arrivals{service * 100 / percent, 7};
    // Pollaczek and Khinchine: rho S / 2 (1 - rho).
    const double theory = 100.0 * percent / (2.0 * (100 - percent));
    const double seen = static_cast<double>(mean_wait(arrivals, service, 4'000'000).picoseconds()) / 1e6;
    CHECK(seen == Approx(theory).epsilon(0.05));
  }
}

TEST_CASE("poisson_arrivals: the mean gap is the one asked for, and a seed says which gaps they are") {
  poisson_arrivals a{duration::us(250), 1}, same{duration::us(250), 1}, other{duration::us(250), 2};
  std::uint64_t sum = 0;
  bool differs = false;
  constexpr unsigned count = 1'000'000;
  for (unsigned i = 0; i < count; ++i) {
    const duration gap = a.gap();
    REQUIRE(same.gap() == gap);
    differs = differs || other.gap() != gap;
    sum += gap.nanoseconds();
  }
  CHECK(differs);
  CHECK(static_cast<double>(sum) / count == Approx(250'000).epsilon(0.005));
}

TEST_CASE("on_off_arrivals: bursts at the head of each period that come to the share asked for") {
  on_off_arrivals arrivals{duration::ms(10), 305'000, duration::us(100)};
  duration at;
  unsigned count = 0;
  for (;; ++count) {
    at += arrivals.gap();
    if (at >= duration::s(1)) break;
    CHECK(at.picoseconds() % duration::ms(10).picoseconds() < duration::us(3100).picoseconds());
  }
  CHECK(count == 3050);
}

TEST_CASE("on_off_arrivals: a share below one arrival a period takes several periods for one") {
  on_off_arrivals arrivals{duration::ms(10), 2'500, duration::us(100)};
  const duration first = arrivals.gap();
  CHECK(first == duration::ms(30));
  CHECK(arrivals.gap() == duration::ms(40));
}
