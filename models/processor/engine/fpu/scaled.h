/// Fixed-point and floating-point arithmetic of 128 bits, whose last bits are lost: what transcendental functions
/// are estimated with.
#pragma once

#include <bit>
#include <cstdint>
#include <span>

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

/// a / b of mantissas, in units of 2^-127, a few too low or too high. @pre a <= b, the top bit of b is set
constexpr fixed quotient(uint128 a, uint128 b) {
  // Two digits of 64 bits, each by the upper half of the divisor and corrected.
  const std::uint64_t divisor = high_half(b);
  uint128 rest = a;
  std::uint64_t digits[2]{};
  for (std::uint64_t& digit : digits) {
    const uint128 first = rest / divisor;
    std::uint64_t d = first >> 64 ? ~std::uint64_t{0} : low_half(first);
    uint128 lower = 0, upper = 0;  // of d * b
    for (;; --d) {
      lower = static_cast<uint128>(d) * low_half(b);
      upper = static_cast<uint128>(d) * divisor + high_half(lower);
      if (upper < rest || (upper == rest && low_half(lower) == 0)) break;
    }
    rest = ((rest - upper) << 64) - low_half(lower);
    digit = d;
  }
  return (static_cast<uint128>(digits[0]) << 64 | digits[1]) >> 1;
}

/// c0 + c1 w + c2 w^2 + ..., or with signs that alternate: even and odd powers apart, so that neither waits for
/// the other. @pre it falls quickly
constexpr fixed series(std::span<const fixed> coefficients, fixed w, bool alternates) {
  const fixed square = product(w, w);
  fixed even = 0, odd = 0;
  for (std::size_t k = coefficients.size() / 2; k-- > 0;) {
    even = coefficients[2 * k] + product(even, square);
    odd = coefficients[2 * k + 1] + product(odd, square);
  }
  odd = product(odd, w);
  return alternates ? even - odd : even + odd;
}

}  // namespace trapline::fpu
