#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

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

TEST_CASE("sampler: the mean of every class is one") {
  for (const spread_class c :
       {spread_class::fixed, spread_class::hardware, spread_class::software, spread_class::scheduler}) {
    double sum = 0;
    constexpr std::uint32_t n = 1 << 22;
    for (std::uint32_t i = 0; i < n; ++i) sum += multipliers(c).at((i << 10) + (1 << 9));
    CHECK(sum / n / (1 << multiplier_table::fraction_bits) == Approx(1).epsilon(1e-4));
  }
}

TEST_CASE("sampler: a step's quantiles are those of the distribution that the profile names") {
  // Of the standard normal distribution.
  const std::pair<double, double> points[] = {{0.5, 0},          {0.95, 1.644854},   {0.99, 2.326348},
                                              {0.999, 3.090232}, {0.9999, 3.719016}, {0.99999, 4.264891}};
  for (const auto& [c, sigma] :
       {std::pair{spread_class::hardware, 0.04}, std::pair{spread_class::software, 0.2}})
    for (const auto& [p, z] : points) {
      CAPTURE(p);
      const double at = multipliers(c).at(static_cast<std::uint32_t>(std::ldexp(p, 32)));
      // The mean of a lognormal is exp(sigma^2 / 2) times its median.
      CHECK(at / (1 << multiplier_table::fraction_bits) ==
            Approx(std::exp(sigma * z - sigma * sigma / 2)).epsilon(0.002));
    }
}

TEST_CASE("sampler: the scheduler's tail has exactly its share, evenly between its ends") {
  const double mean = 0.99 * std::exp(0.25 * 0.25 / 2) + 0.01 * 12.5;
  const auto at = [](double p) {
    return multipliers(spread_class::scheduler).at(static_cast<std::uint32_t>(std::ldexp(p, 32))) /
           static_cast<double>(1 << multiplier_table::fraction_bits);
  };
  CHECK(at(0.5) == Approx(std::exp(0.25 * 0.012533) / mean).epsilon(0.002));
  CHECK(at(0.9899) < 4 / mean);
  CHECK(at(0.990001) == Approx(5 / mean).epsilon(0.002));
  CHECK(at(0.995) == Approx(12.5 / mean).epsilon(0.002));
  CHECK(at(0.999) == Approx(18.5 / mean).epsilon(0.002));
}

TEST_CASE("sampler: nothing is drawn that is less than the least") {
  const cost_profile profile = prescott();
  cost_sampler sampler{profile, 11, spread::profile};
  for (const step s : {step::hardware_exit, step::save_registers, step::vmread})
    for (int i = 0; i < 100'000; ++i) REQUIRE(sampler.draw(s) >= sampler.least(s));
}
