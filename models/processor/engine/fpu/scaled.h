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

/// v * 2^count, without what falls out. @pre count is below 64
constexpr uint128 shift_left(uint128 v, int count) {
  const std::uint64_t carried = low_half(v) >> 1 >> (count ^ 63);
  return static_cast<uint128>(high_half(v) << count | carried) << 64 | low_half(v) << count;
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
  /// @pre not below 2^64
  static scaled with_upper_half(uint128 v, int exponent) {
    const int zeros = std::countl_zero(high_half(v));
    return {shift_left(v, zeros), exponent - zeros};
  }
  /// @pre less than 2
  fixed to_fixed() const { return exponent <= -128 ? 0 : mantissa >> -exponent; }

  friend scaled operator*(const scaled& a, const scaled& b) {
    const uint128 upper = upper_product(a.mantissa, b.mantissa);
    const bool carried = upper >> 127;
    return {doubled_unless(carried, upper), a.exponent + b.exponent + carried};
  }
};

/// a * b / 2^64
constexpr std::uint64_t upper_product(std::uint64_t a, std::uint64_t b) {
  return high_half(static_cast<uint128>(a) * b);
}
constexpr uint128 upper_product(uint128 a, std::uint64_t b) {
  return static_cast<uint128>(high_half(a)) * b + upper_product(low_half(a), b);
}

/// a / b in units of 2^-127, off by less than 2^-93, in two digits by a reciprocal of double precision: the first is
/// below by less than 2^-48, and the second says by how much, when it is wanted. @pre a <= b, the top bit of b is set
class division {
 public:
  division(uint128 a, uint128 b)
      : reciprocal_{1 / upper(b >> lost)},
        about_{upper(a >> lost) * reciprocal_},
        first_{static_cast<std::uint64_t>(static_cast<std::int64_t>(about_ * one_in(first_bits)))},
        rest_{upper((a >> lost << first_bits) - first_ * (b >> lost))} {}

  double about() const { return about_; }
  fixed first() const { return static_cast<fixed>(first_) << (127 - first_bits); }
  /// By itself, or times a factor that is not much more than 1. It may be negative.
  fixed second(double factor = 1) const {
    const auto digit = static_cast<std::int64_t>(rest_ * reciprocal_ * one_in(second_bits) * factor);
    return static_cast<fixed>(digit) << (127 - first_bits - second_bits);
  }

 private:
  // A bit more than an operand has room in front of it for the first digit's product.
  static constexpr unsigned first_bits = 50, second_bits = 44, lost = 16, to_double = 51;
  static constexpr double one_in(unsigned digit) { return static_cast<double>(std::uint64_t{1} << digit); }
  static double upper(uint128 v) { return static_cast<double>(static_cast<std::int64_t>(v >> to_double)); }

  double reciprocal_, about_;
  std::uint64_t first_;
  double rest_;
};

inline fixed quotient(uint128 a, uint128 b) {
  const division d{a, b};
  return d.first() + d.second();
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

constexpr fixed product(fixed a, small b) { return upper_product(a, b.units) >> b.shift; }

/// c0 + c1 x + c2 x^2 + ..., or with signs that alternate: even and odd powers apart, so that neither waits for the
/// other.
template <bool alternates, std::size_t terms>
constexpr std::uint64_t lower_terms(const std::array<std::uint64_t, terms>& c, small x) {
  const small square = x.squared();
  const auto by = [](std::uint64_t a, small b) { return upper_product(a, b.units) >> b.shift; };
  std::uint64_t last = c[terms - 1], other = c[terms - 2];
  for (std::size_t k = terms - 2; k-- > 0;) {
    const std::uint64_t next = c[k] + by(last, square);
    last = other;
    other = next;
  }
  return alternates ? other - by(last, x) : other + by(last, x);
}

}  // namespace trapline::fpu
