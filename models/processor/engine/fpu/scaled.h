/// Fixed-point and floating-point arithmetic of 128 bits, whose last bits are lost: what transcendental functions
/// are estimated with.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

#include "models/processor/engine/fpu/wide.h"

namespace trapline::fpu {

constexpr std::uint64_t high_half(uint128 v) { return static_cast<std::uint64_t>(v >> 64); }
constexpr std::uint64_t low_half(uint128 v) { return static_cast<std::uint64_t>(v); }

/// The upper 128 bits of the product, three units too low at most.
constexpr uint128 upper_product(uint128 a, uint128 b) {
  const uint128 cross = static_cast<uint128>(high_half(static_cast<uint128>(high_half(a)) * low_half(b))) +
                        high_half(static_cast<uint128>(low_half(a)) * high_half(b));
  return static_cast<uint128>(high_half(a)) * high_half(b) + cross;
}

/// Between 0 and 2, in units of 2^-127.
using fixed = uint128;
inline constexpr fixed fixed_one = static_cast<fixed>(1) << 127;
constexpr fixed product(fixed a, fixed b) { return upper_product(a, b) << 1; }

/// mantissa * 2^(exponent - 127), the top bit of the mantissa being set; no zero.
struct scaled {
  uint128 mantissa = fixed_one;
  int exponent = 0;

  static scaled of(std::uint64_t significand, int exponent) {
    return {static_cast<uint128>(significand) << 64, exponent};
  }
  /// @pre not 0 @param exponent of the top bit
  static scaled normalized(uint128 v, int exponent) {
    const int zeros = leading_zeros(split(v));
    return {v << zeros, exponent - zeros};
  }
  /// @pre less than 2
  fixed to_fixed() const { return exponent <= -128 ? 0 : mantissa >> -exponent; }

  friend scaled operator*(const scaled& a, const scaled& b) {
    const uint128 upper = upper_product(a.mantissa, b.mantissa);
    const bool carried = upper >> 127;
    return {carried ? upper : upper << 1, a.exponent + b.exponent + carried};
  }
};

/// a / b of mantissas, in units of 2^-127, off by less than 2^-112. @pre a <= b, the top bit of b is set
constexpr fixed quotient(uint128 a, uint128 b) {
  // Two digits of 64 bits by the upper half of the divisor: the first is corrected, of the second its own first half
  // suffices.
  const std::uint64_t divisor = high_half(b);
  const uint128 first = a / divisor;
  std::uint64_t digit = first >> 64 ? ~std::uint64_t{0} : low_half(first);
  uint128 lower = 0, upper = 0;  // of digit * b
  for (;; --digit) {
    lower = static_cast<uint128>(digit) * low_half(b);
    upper = static_cast<uint128>(digit) * divisor + high_half(lower);
    if (upper < a || (upper == a && low_half(lower) == 0)) break;
  }
  const uint128 rest = ((a - upper) << 64) - low_half(lower);
  const double next = static_cast<double>(high_half(rest)) / static_cast<double>(divisor) * 0x1p63;
  return (static_cast<uint128>(digit) << 63) + static_cast<std::uint64_t>(next);
}

/// a * b / 2^64
constexpr std::uint64_t upper_product(std::uint64_t a, std::uint64_t b) {
  return high_half(static_cast<uint128>(a) * b);
}
constexpr uint128 upper_product(uint128 a, std::uint64_t b) {
  return static_cast<uint128>(high_half(a)) * b + upper_product(low_half(a), b);
}

/// Of a small number, in units of 2^-(64 + shift): what the lower terms of a series are made with.
struct small {
  std::uint64_t units;
  unsigned shift;

  static constexpr small of(fixed v, unsigned shift) {
    const fixed all = v >> (63 - shift);
    return {high_half(all) ? ~std::uint64_t{0} : low_half(all), shift};
  }
  constexpr small squared() const { return {upper_product(units, units), 2 * shift}; }
};

/// c0 + c1 x + c2 x^2 + ..., or with signs that alternate.
template <std::size_t terms>
constexpr std::uint64_t lower_terms(const std::array<std::uint64_t, terms>& c, small x, bool alternates) {
  std::uint64_t sum = c[terms - 1];
  for (std::size_t k = terms - 1; k-- > 0;) {
    const std::uint64_t more = upper_product(sum, x.units) >> x.shift;
    sum = alternates ? c[k] - more : c[k] + more;
  }
  return sum;
}

}  // namespace trapline::fpu
