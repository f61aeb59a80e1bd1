/// What the estimates of powers and logarithms start from, made by the compiler.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "models/processor/engine/fpu/estimate_parts.h"

namespace trapline::fpu::estimates {

/// ln(2)^k / k!, in units of 2^-127.
constexpr fixed power_term(std::size_t k) {
  fixed term = fixed_one;
  for (std::size_t n = 1; n <= k; ++n) term = product(term, ln_2.mantissa >> 1) / n;
  return term;
}

inline constexpr unsigned power_bits = 8;

/// 2^(i/256) for i from -256 to 255. Off by 2^-115 at most.
inline constexpr auto powers = [] {
  constexpr std::size_t steps = std::size_t{1} << power_bits;
  fixed step = 0;
  for (std::size_t k = 0; k < 15; ++k) step += power_term(k) >> (power_bits * k);
  std::array<fixed, 2 * steps> table{};
  fixed power = fixed_one;
  for (std::size_t i = 0; i < steps; ++i) {
    table[i] = power >> 1;
    table[steps + i] = power;
    power = product(power, step);
  }
  return table;
}();

/// A factor that brings a mantissa near to one, not below it, and what the logarithm lacks then.
struct logarithm_step {
  uint128 logarithm;     ///< -log2(factor), in units of 2^-logarithm_unit
  std::uint64_t factor;  ///< in units of 2^-factor_bits
};

inline constexpr unsigned interval_bits = 9, factor_bits = 12, logarithm_unit = 110;

/// ln(n/d) = 2 artanh((n - d) / (n + d)), in units of 2^-127. @pre n is at most 2^12, d at least half of it
constexpr fixed logarithm_of_ratio(std::uint64_t n, std::uint64_t d) {
  const fixed x = (static_cast<fixed>(n - d) << (127 - factor_bits)) / (n + d) << factor_bits;
  const fixed square = product(x, x);
  fixed sum = 0, power = x;
  for (unsigned k = 1; power != 0; k += 2) {
    sum += power / k;
    power = product(power, square);
  }
  return sum << 1;
}

/// For mantissas from 1 to 2 by their upper nine bits. Off by a unit and a half at most.
inline constexpr auto logarithm_steps = [] {
  constexpr std::uint64_t intervals = std::uint64_t{1} << interval_bits,
                          one = std::uint64_t{1} << factor_bits;
  std::array<logarithm_step, intervals> table{};
  for (std::uint64_t i = 0; i < intervals; ++i) {
    const std::uint64_t factor = (one * intervals + intervals + i - 1) / (intervals + i);
    table[i] = {product(logarithm_of_ratio(one, factor), log2_e.mantissa) >> (127 - logarithm_unit), factor};
  }
  return table;
}();

}  // namespace trapline::fpu::estimates
