#include "models/costs/spread.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace trapline {
namespace {

// Estimates: no source gives distributions; the maxima that are published are 3 to 17 times the mean.
constexpr std::array<spread_description, 4> descriptions{{
    {"fixed", 0, 0, 1, 1},
    {"hardware", 0.04, 0, 1, 1},
    {"software", 0.2, 0, 1, 1},
    {"scheduler", 0.25, 0.01, 5, 20},
}};

/// Below this the standard normal distribution has the share p, by Newton's method from Hastings' approximation
/// (Abramowitz and Stegun 26.2.23), which is within 4.5e-4. Each step squares the error, so that after three it is
/// below what a double holds.
double normal_quantile(double p) {
  if (p > 0.5) return -normal_quantile(1 - p);
  const double t = std::sqrt(-2 * std::log(p));
  double x =
      (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (int i = 0; i < 3; ++i) {
    const double share = 0.5 * std::erfc(-x / std::numbers::sqrt2);
    const double density = std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi);
    x -= (share - p) / density;
  }
  return x;
}

constexpr double one = std::uint32_t{1} << multiplier_table::fraction_bits;

std::uint32_t fixed(double multiplier) { return static_cast<std::uint32_t>(std::llround(multiplier * one)); }

}  // namespace

const spread_description& describe(spread_class c) { return descriptions[static_cast<std::size_t>(c)]; }

std::optional<spread_class> spread_named(std::string_view name) {
  const auto found = std::ranges::find(descriptions, name, &spread_description::name);
  if (found == descriptions.end()) return std::nullopt;
  return static_cast<spread_class>(found - descriptions.begin());
}

/// The standard normal distribution's quantiles where the curves have theirs: every table has the same.
struct multiplier_table::normal_quantiles {
  using points = std::array<double, cells + 1>;
  points body, first, last;

  normal_quantiles() {
    const double n = cells;
    // The ends lie at infinity; half of the finest cell away is far enough.
    const double end = 0.5 / (n * n);
    for (std::size_t i = 0; i <= cells; ++i) {
      const double part = static_cast<double>(i) / n;
      body[i] = normal_quantile(std::clamp(part, end, 1 - end));
      first[i] = normal_quantile(std::max(part / n, end));
      last[i] = normal_quantile(std::min(1 - (1 - part) / n, 1 - end));
    }
  }
};

multiplier_table::multiplier_table(const spread_description& d)
    : has_tail_{d.tail_share > 0}, tail_from_{static_cast<std::uint64_t>(std::ldexp(1 - d.tail_share, 32))} {
  static const normal_quantiles normal;
  const auto fill = [&](double scale) {
    const auto at = [&](double quantile) { return fixed(scale * std::exp(d.sigma * quantile)); };
    std::ranges::transform(normal.body, body_.begin(), at);
    std::ranges::transform(normal.first, first_.begin(), at);
    std::ranges::transform(normal.last, last_.begin(), at);
    tail_least_ = fixed(scale * d.tail_least);
    tail_most_ = fixed(scale * d.tail_most);
  };
  fill(1);
  const double tail = d.tail_share * (d.tail_least + d.tail_most) / 2;
  fill(1 / ((1 - d.tail_share) * mean_of_body() + tail));
}

double multiplier_table::mean_of_body() const {
  const auto mean_of = [](const curve& c, std::size_t from, std::size_t to) {
    double sum = 0;
    for (std::size_t i = from; i < to; ++i) sum += (c[i] + c[i + 1]) / 2.0;
    return sum / one / cells;
  };
  return mean_of(body_, 1, cells - 1) + (mean_of(first_, 0, cells) + mean_of(last_, 0, cells)) / cells;
}

std::uint32_t multiplier_table::of_an_end(std::uint32_t u) const {
  return along(u >> rest_bits == 0 ? first_ : last_, u << cell_bits);
}

std::uint32_t multiplier_table::with_tail(std::uint32_t u) const {
  constexpr std::uint64_t whole = std::uint64_t{1} << 32;
  if (u >= tail_from_) return between(tail_least_, tail_most_, u - tail_from_, whole - tail_from_);
  return of_body(static_cast<std::uint32_t>((std::uint64_t{u} << 32) / tail_from_));
}

const multiplier_table& multipliers(spread_class c) {
  static const std::array<multiplier_table, descriptions.size()> tables{
      multiplier_table{descriptions[0]}, multiplier_table{descriptions[1]}, multiplier_table{descriptions[2]},
      multiplier_table{descriptions[3]}};
  return tables[static_cast<std::size_t>(c)];
}

}  // namespace trapline
