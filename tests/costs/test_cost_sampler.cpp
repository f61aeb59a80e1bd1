#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "models/costs/cost_sampler.h"

using namespace trapline;

namespace {

cost_profile prescott() {
  return cost_profile::load(TRAPLINE_SOURCE_DIR "/platform/profiles/prescott-2005.toml");
}

struct moments {
  double mean = 0, log_sigma = 0;
  std::uint64_t greatest = 0;
};

moments draw_many(cost_sampler& sampler, step s, int times) {
  moments m;
  double logs = 0, squares = 0;
  for (int i = 0; i < times; ++i) {
    const std::uint64_t drawn = sampler.draw(s).count();
    m.greatest = std::max(m.greatest, drawn);
    m.mean += static_cast<double>(drawn) / times;
    const double log = std::log(static_cast<double>(drawn));
    logs += log / times;
    squares += log * log / times;
  }
  m.log_sigma = std::sqrt(squares - logs * logs);
  return m;
}

}  // namespace

TEST_CASE("sampler: the mean of each class is the profile's figure") {
  const cost_profile profile = prescott();
  cost_sampler sampler{profile, 42, spread::profile};
  for (const step s : {step::hardware_exit, step::decode_exit, step::wake_device_model, step::refill}) {
    const auto expected = static_cast<double>(profile.of(s).mean.count());
    CAPTURE(name_of(s));
    CHECK(draw_many(sampler, s, 400'000).mean == Approx(expected).epsilon(0.006));
  }
}

TEST_CASE("sampler: hardware spreads by 0.04, software by 0.2, as logarithms") {
  const cost_profile profile = prescott();
  cost_sampler sampler{profile, 1, spread::profile};
  CHECK(draw_many(sampler, step::hardware_entry, 200'000).log_sigma == Approx(0.04).epsilon(0.03));
  CHECK(draw_many(sampler, step::syscalls, 200'000).log_sigma == Approx(0.2).epsilon(0.03));
}

TEST_CASE("sampler: one scheduler wake-up in a hundred takes 5 to 20 times as long") {
  const cost_profile profile = prescott();
  cost_sampler sampler{profile, 3, spread::profile};
  const std::uint64_t mean = profile.of(step::wake_device_model).mean.count();
  int late = 0;
  std::uint64_t greatest = 0;
  for (int i = 0; i < 100'000; ++i) {
    const std::uint64_t drawn = sampler.draw(step::wake_device_model).count();
    late += drawn > 4 * mean ? 1 : 0;
    greatest = std::max(greatest, drawn);
  }
  CHECK(late > 800);
  CHECK(late < 1200);
  CHECK(greatest > 12 * mean);
  CHECK(greatest < 20 * mean);
}

TEST_CASE("sampler: without spread every draw is the mean, to the cycle") {
  const cost_profile profile = prescott();
  cost_sampler sampler{profile, 9, spread::none};
  for (std::size_t i = 0; i < step_count; ++i) {
    const auto s = static_cast<step>(i);
    CHECK(sampler.draw(s) == profile.of(s).mean);
  }
}

TEST_CASE("sampler: the same seed draws the same, another one does not") {
  const cost_profile profile = prescott();
  cost_sampler a{profile, 5, spread::profile}, b{profile, 5, spread::profile}, c{profile, 6, spread::profile};
  int different = 0;
  for (int i = 0; i < 1000; ++i) {
    const cycles drawn = a.draw(step::syscalls);
    CHECK(drawn == b.draw(step::syscalls));
    different += drawn != c.draw(step::syscalls) ? 1 : 0;
  }
  CHECK(different > 900);
}

TEST_CASE("sampler: the multipliers of every class add up to one each") {
  for (const spread_class c :
       {spread_class::fixed, spread_class::hardware, spread_class::software, spread_class::scheduler}) {
    const auto& table = multipliers(c).of;
    const std::uint64_t sum = std::accumulate(table.begin(), table.end(), std::uint64_t{0});
    CHECK(sum == table.size() << multiplier_table::fraction_bits);
  }
}
