#include "sim/random/arrival_process.h"

#include <array>
#include <cmath>
#include <cstddef>

#include "sim/random/split_mix.h"

namespace trapline {

namespace {

constexpr std::size_t entries = 4096;
constexpr unsigned fraction_bits = 24;
__extension__ using u128 = unsigned __int128;

/// The mean of -ln v over each of the equal parts of (0, 1); together their mean is 1.
std::array<std::uint64_t, entries> build() {
  const auto integral = [](double v) { return v > 0 ? v - v * std::log(v) : 0.0; };
  std::array<std::uint64_t, entries> table{};
  constexpr double n = entries;
  constexpr double one = 1u << fraction_bits;
  for (std::size_t i = 0; i < entries; ++i) {
    const double low = static_cast<double>(i) / n;
    const double high = static_cast<double>(i + 1) / n;
    table[i] = static_cast<std::uint64_t>(std::llround((integral(high) - integral(low)) * n * one));
  }
  return table;
}

}  // namespace

duration poisson_arrivals::gap() {
  static const std::array<std::uint64_t, entries> multipliers = build();
  const u128 product = static_cast<u128>(mean_.picoseconds()) * multipliers[split_mix(state_) % entries];
  return duration::ps(static_cast<std::uint64_t>(product >> fraction_bits));
}

on_off_arrivals::on_off_arrivals(duration every, std::uint32_t on_ppm, duration spacing)
    : every_{every}, on_ppm_{on_ppm}, spacing_{spacing} {}

std::uint64_t on_off_arrivals::arrived_by(std::uint64_t n) const {
  const u128 on = static_cast<u128>(every_.picoseconds()) * n * on_ppm_ / 1'000'000;
  return static_cast<std::uint64_t>(on / spacing_.picoseconds());
}

duration on_off_arrivals::gap() {
  while (here_ == in_period(period_)) {
    ++period_;
    here_ = 0;
  }
  const duration at = every_ * period_ + spacing_ * here_++;
  const duration since = at - last_;
  last_ = at;
  return since;
}

}  // namespace trapline
