#include <utility>

#include "models/processor/engine/fpu/estimate_parts.h"

namespace trapline::fpu::estimates {

namespace {

struct angle {
  scaled rest;  ///< within pi/4, a magnitude
  bool negative = false;
  unsigned quarters = 0;  ///< of a turn
};

/// @pre below 2^63
angle reduced(const number& x) {
  constexpr int no_reduction_below = -1;
  if (x.exponent < no_reduction_below) return {value_of(x), false, 0};
  // 2/pi to 256 bits, the lowest first. The bits of the product behind the point are off by 2^-193, and begin with
  // 67 zeros or ones at most.
  constexpr std::array<std::uint64_t, 4> factor{0xfe51'63ab'debb'c561, 0xdb62'9599'3c43'9041,
                                                0xfc27'57d1'f534'ddc0, 0xa2f9'836e'4e44'1529};
  std::array<std::uint64_t, 5> p{};
  uint128 carry = 0;
  for (std::size_t i = 0; i < factor.size(); ++i) {
    carry += static_cast<uint128>(factor[i]) * x.significand;
    p[i] = low_half(carry);
    carry >>= 64;
  }
  p[4] = low_half(carry);
  const int whole_bits = x.exponent + 1;  // in front of the point
  angle a;
  if (whole_bits > 0) {
    a.quarters = static_cast<unsigned>(p[4] >> (64 - whole_bits)) & 3;
    for (std::size_t i = 4; i > 0; --i) p[i] = p[i] << whole_bits | p[i - 1] >> (64 - whole_bits);
  }
  if (p[4] & top_bit) {
    a.negative = true;
    a.quarters = (a.quarters + 1) & 3;
    for (std::uint64_t& limb : p) limb = ~limb;
  }
  const uint128 upper = wide_constant(p[4], p[3]), lower = wide_constant(p[2], p[1]);
  const int zeros = leading_zeros(split(upper));
  const uint128 fraction = zeros == 0 ? upper : zeros < 128 ? upper << zeros | lower >> (128 - zeros) : lower;
  a.rest = scaled{fraction, -1 - zeros} * half_pi;
  return a;
}

scaled sine_of(const scaled& r) {
  static constexpr auto terms = coefficients<14>([](std::size_t k) { return one_by_factorial(2 * k + 1); });
  return r * scaled::normalized(series(terms, (r * r).to_fixed(), true), 0);
}

scaled cosine_of(const scaled& r) {
  static constexpr auto terms = coefficients<14>([](std::size_t k) { return one_by_factorial(2 * k); });
  return scaled::normalized(series(terms, (r * r).to_fixed(), true), 0);
}

/// The sine of so many quarters of a turn more.
estimate sine_from(const number& x, unsigned more, bool mirrored) {
  if (!is_usual(x) || x.exponent >= 63) return std::nullopt;
  const angle a = reduced(x);
  const unsigned quarters = (a.quarters + more) & 3;
  const bool of_sine = quarters % 2 == 0;
  const bool negative = ((quarters >= 2) != (of_sine && a.negative)) != (mirrored && x.negative);
  return rounded_alike(of_sine ? sine_of(a.rest) : cosine_of(a.rest), negative);
}

/// atan(i/32), in units of 2^-127.
const std::array<fixed, steps + 1>& arctangents() {
  static const auto all = [] {
    std::array<fixed, steps + 1> table{};
    for (int i = 1; i <= steps; ++i) {
      mpfr_value v;
      mpfr_set_si_2exp(v, i, -5, MPFR_RNDN);
      mpfr_atan(v, v, MPFR_RNDN);
      table[static_cast<std::size_t>(i)] = v.in_units(127);
    }
    return table;
  }();
  return all;
}

/// atan(z) / z
fixed arctangent_series(fixed square) {
  static constexpr auto terms = coefficients<10>([](std::size_t k) { return fixed_one / (2 * k + 1); });
  return series(terms, square, true);
}

/// @pre at most 1
scaled arctangent_of(const scaled& t) {
  constexpr int small = -7;
  if (t.exponent < small) return t * scaled::normalized(arctangent_series((t * t).to_fixed()), 0);
  const fixed v = t.to_fixed();
  const auto i = static_cast<unsigned>((v + (fixed_one >> 6)) >> 122);
  const fixed c = static_cast<fixed>(i) << 122;
  const bool below = v < c;
  const fixed denominator = fixed_one + product(v, c);
  const fixed z = quotient(below ? c - v : v - c, denominator);
  const fixed rest = product(z, arctangent_series(product(z, z)));
  const fixed at_c = arctangents()[i];
  return scaled::normalized(below ? at_c - rest : at_c + rest, 0);
}

}  // namespace

estimate sine(const number& x) { return sine_from(x, 0, true); }
estimate cosine(const number& x) { return sine_from(x, 1, false); }

estimate tangent(const number& x) {
  if (!is_usual(x) || x.exponent >= 63) return std::nullopt;
  const angle a = reduced(x);
  scaled above = sine_of(a.rest), beneath = cosine_of(a.rest);
  const bool odd = a.quarters % 2;
  if (odd) std::swap(above, beneath);
  int exponent = above.exponent - beneath.exponent;
  if (above.mantissa > beneath.mantissa) {
    above.mantissa >>= 1;
    ++exponent;
  }
  return rounded_alike(scaled::normalized(quotient(above.mantissa, beneath.mantissa), exponent),
                       (odd != a.negative) != x.negative);
}

estimate arctangent(const number& y, const number& x) {
  if (!is_usual(x) || !is_usual(y)) return std::nullopt;
  scaled above = value_of(y), beneath = value_of(x);
  const bool steep = y.exponent != x.exponent ? y.exponent > x.exponent : y.significand > x.significand;
  if (steep) std::swap(above, beneath);
  int exponent = above.exponent - beneath.exponent;
  if (above.mantissa > beneath.mantissa) {
    above.mantissa >>= 1;
    ++exponent;
  }
  const scaled flat = arctangent_of(scaled::normalized(quotient(above.mantissa, beneath.mantissa), exponent));
  if (!steep && !x.negative) return rounded_alike(flat, y.negative);
  // Of a half turn or a quarter, in units of 2^-125.
  const fixed part = flat.exponent < -126 ? 0 : flat.to_fixed() >> 2;
  const fixed quarter = half_pi.mantissa >> 2;
  const fixed whole = steep ? (x.negative ? quarter + part : quarter - part) : (quarter << 1) - part;
  return rounded_alike(scaled::normalized(whole, 2), y.negative);
}

}  // namespace trapline::fpu::estimates
