#include "models/costs/spread.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace trapline {
namespace {

// Estimates: no source gives distributions; the maxima that are published are 3 to 17 times the mean.
constexpr std::array<spread_description, 4> descriptions{{
    {"fixed", 0, 0, 1, 1},
    {"hardware", 0.04, 0, 1, 1},
    {"software", 0.2, 0, 1, 1},
    {"scheduler", 0.25, 0.01, 5, 20},
}};

/// The x below which the standard normal distribution has the share p, by bisection.
double normal_quantile(double p) {
  double low = -10, high = 10;
  for (int i = 0; i < 60; ++i) {
    const double middle = (low + high) / 2;
    (0.5 * std::erfc(-middle / std::sqrt(2.0)) < p ? low : high) = middle;
  }
  return (low + high) / 2;
}

multiplier_table build(const spread_description& d) {
  constexpr std::size_t n = multiplier_table::entries;
  const auto in_tail = static_cast<std::size_t>(std::lround(d.tail_share * n));
  const std::size_t in_body = n - in_tail;
  std::array<double, n> shape{};
  for (std::size_t i = 0; i < in_body; ++i)
    shape[i] =
        std::exp(d.sigma * normal_quantile((static_cast<double>(i) + 0.5) / static_cast<double>(in_body)));
  for (std::size_t i = 0; i < in_tail; ++i)
    shape[in_body + i] = d.tail_least + (d.tail_most - d.tail_least) * (static_cast<double>(i) + 0.5) /
                                            static_cast<double>(in_tail);
  const double mean = std::accumulate(shape.begin(), shape.end(), 0.0) / static_cast<double>(n);

  multiplier_table table;
  constexpr std::uint64_t one = std::uint64_t{1} << multiplier_table::fraction_bits;
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    table.of[i] = static_cast<std::uint32_t>(std::llround(shape[i] / mean * static_cast<double>(one)));
    sum += table.of[i];
  }
  // Rounding leaves the mean off by less than half a unit an entry: give the rest back one by one.
  for (std::size_t i = 0; sum < n * one; ++i, ++sum) ++table.of[i % n];
  for (std::size_t i = 0; sum > n * one; ++i, --sum) --table.of[i % n];
  return table;
}

}  // namespace

const spread_description& describe(spread_class c) { return descriptions[static_cast<std::size_t>(c)]; }

std::optional<spread_class> spread_named(std::string_view name) {
  const auto found = std::ranges::find(descriptions, name, &spread_description::name);
  if (found == descriptions.end()) return std::nullopt;
  return static_cast<spread_class>(found - descriptions.begin());
}

const multiplier_table& multipliers(spread_class c) {
  static const std::array<multiplier_table, descriptions.size()> tables{
      build(descriptions[0]), build(descriptions[1]), build(descriptions[2]), build(descriptions[3])};
  return tables[static_cast<std::size_t>(c)];
}

}  // namespace trapline
