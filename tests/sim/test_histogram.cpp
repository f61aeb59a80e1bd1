#include <catch2/catch.hpp>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

#include "sim/statistics/histogram.h"

using namespace trapline;

namespace {

/// The definition that quantile() promises to be near: the least value that `permille` do not exceed.
std::uint64_t exact_quantile(const std::vector<std::uint64_t>& sorted, std::uint64_t permille) {
  const std::uint64_t rank = std::max<std::uint64_t>(1, (sorted.size() * permille + 999) / 1000);
  return sorted[rank - 1];
}

void check_against_list(std::vector<std::uint64_t> values) {
  histogram h;
  for (const std::uint64_t v : values) h.add(cycles{v});
  std::ranges::sort(values);
  CHECK(h.count() == values.size());
  CHECK(h.sum().count() == std::accumulate(values.begin(), values.end(), std::uint64_t{0}));
  CHECK(h.least().count() == values.front());
  CHECK(h.greatest().count() == values.back());
  for (std::uint64_t permille : {0, 1, 10, 250, 500, 750, 950, 990, 999, 1000}) {
    const auto exact = static_cast<double>(exact_quantile(values, permille));
    const auto found = static_cast<double>(h.quantile(permille, 1000).count());
    CAPTURE(permille, exact, found);
    CHECK(std::abs(found - exact) <= 0.01 * exact);
  }
}

}  // namespace

TEST_CASE("histogram: quantiles are within 1 % of a sorted list's, whatever the distribution") {
  std::mt19937_64 random{20051210};
  for (int round = 0; round < 60; ++round) {
    std::vector<std::uint64_t> values(1 + random() % 3000);
    const unsigned bits = 1 + static_cast<unsigned>(random() % 50);
    for (std::uint64_t& v : values) v = random() >> (64 - 1 - random() % bits);
    check_against_list(values);
  }
}

TEST_CASE("histogram: values below 256 are exact") {
  histogram h;
  for (std::uint64_t v = 0; v < 256; ++v) h.add(cycles{v});
  for (std::uint64_t v = 0; v < 256; ++v) CHECK(h.quantile(v + 1, 256) == cycles{v});
}

TEST_CASE("histogram: an equal value everywhere is that value at every quantile") {
  histogram h;
  for (int i = 0; i < 1000; ++i) h.add(cycles{44935});
  CHECK(h.quantile(1, 2) == cycles{44935});
  CHECK(h.quantile(999, 1000) == cycles{44935});
}

TEST_CASE("histogram: values that stand alone among their neighbours are exact at any quantile") {
  histogram h;
  for (int i = 0; i < 900; ++i) h.add(cycles{8135});
  for (int i = 0; i < 100; ++i) h.add(cycles{44935});
  h.add(cycles{1'000'000});
  CHECK(h.quantile(50, 100) == cycles{8135});
  CHECK(h.quantile(99, 100) == cycles{44935});
}

TEST_CASE("histogram: the greatest value there is fits") {
  histogram h;
  h.add(cycles{~std::uint64_t{0}});
  CHECK(h.quantile(1, 2) == cycles{~std::uint64_t{0}});
}

TEST_CASE("histogram: nothing added answers zero") {
  const histogram h;
  CHECK(h.least() == cycles{0});
  CHECK(h.quantile(1, 2) == cycles{0});
}

TEST_CASE("histogram: merging two is as adding all to one") {
  std::mt19937_64 random{7};
  histogram a, b, both;
  for (int i = 0; i < 5000; ++i) {
    const cycles v{random() >> (random() % 60)};
    (i % 3 == 0 ? a : b).add(v >= cycles{1ull << 50} ? cycles{1} : v);
    both.add(v >= cycles{1ull << 50} ? cycles{1} : v);
  }
  histogram merged = a;
  merged.merge(b);
  CHECK(merged.count() == both.count());
  CHECK(merged.sum() == both.sum());
  CHECK(merged.least() == both.least());
  CHECK(merged.greatest() == both.greatest());
  for (std::uint64_t p = 0; p <= 1000; p += 50) CHECK(merged.quantile(p, 1000) == both.quantile(p, 1000));
}

TEST_CASE("histogram: what comes again counts where it is, in a copy, moved and cleared too") {
  histogram a;
  a.add(cycles{1000}, 2);
  histogram b = a;
  a.add(cycles{1000});
  b.add(cycles{1000});
  b.add(cycles{2000});
  CHECK(a.count() == 3);
  CHECK(b.count() == 4);
  histogram c = std::move(a);
  c.add(cycles{1000});
  a = b;
  a.add(cycles{2000});
  CHECK(c.used_slots() == std::vector<histogram_slot>{{1000, 4, 0}});
  CHECK(a.sum() == cycles{7000});
  CHECK(b.sum() == cycles{5000});
  a.clear();
  a.add(cycles{2000});
  CHECK(a.used_slots() == std::vector<histogram_slot>{{2000, 1, 0}});
  CHECK(a.least() == cycles{2000});
}

TEST_CASE("histogram: cleared, it counts from zero") {
  histogram h;
  h.add(cycles{5});
  h.clear();
  CHECK(h.count() == 0);
  h.add(cycles{9});
  CHECK(h.quantile(1, 2) == cycles{9});
}
