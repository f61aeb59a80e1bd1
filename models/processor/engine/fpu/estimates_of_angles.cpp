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

constexpr unsigned step_bits = 8;  ///< of the tables of angles
constexpr fixed half_step = fixed_one >> (step_bits + 1);

/// The nearest entry of a table, and how far it is.
struct nearest {
  std::size_t index;
  fixed rest;
  bool below;

  explicit nearest(fixed v) : index{static_cast<std::size_t>((v + half_step) >> (127 - step_bits))} {
    const fixed at = static_cast<fixed>(index) << (127 - step_bits);
    below = v < at;
    rest = below ? at - v : v - at;
  }
};

struct sine_and_cosine {
  fixed sine, cosine;
};

/// Of i/256, to pi/4.
const std::array<sine_and_cosine, 203>& angles() {
  static const auto all = [] {
    std::array<sine_and_cosine, 203> table{};
    table[0].cosine = fixed_one;
    for (std::size_t i = 1; i < table.size(); ++i) {
      mpfr_value s, c;
      mpfr_set_ui_2exp(c, i, -static_cast<int>(step_bits), MPFR_RNDN);
      mpfr_sin_cos(s, c, c, MPFR_RNDN);
      table[i] = {s.in_units(127), c.in_units(127)};
    }
    return table;
  }();
  return all;
}

/// Of r, at most half a step: what its cosine lacks to 1, in units of 2^-82, and its sine to r, of 2^-91.
struct lacks {
  std::uint64_t of_cosine, of_sine, of_sine_by_r;

  explicit lacks(fixed r) {
    static constexpr auto cosine = coefficients<3>([](std::size_t k) { return factorial(2 * k + 2); });
    static constexpr auto sine = coefficients<3>([](std::size_t k) { return factorial(2 * k + 3); });
    const small x = small::of(r, step_bits + 1), square = x.squared();
    of_cosine = upper_product(square.units, lower_terms(cosine, square, true));
    of_sine_by_r = upper_product(square.units, lower_terms(sine, square, true));
    of_sine = upper_product(x.units, of_sine_by_r);
  }
};
constexpr unsigned square_shift = 2 * (step_bits + 1), cube_shift = 3 * (step_bits + 1);

/// a - a (1 - cos r) + b sin r, or - b sin r.
fixed turned(fixed a, fixed b, fixed r, const lacks& l, bool backwards) {
  const fixed by_sine = product(b, r) - ((static_cast<uint128>(high_half(b)) * l.of_sine) >> cube_shift);
  const fixed by_cosine = a - (upper_product(a, l.of_cosine) >> square_shift);
  return backwards ? by_cosine - by_sine : by_cosine + by_sine;
}

/// The square is no more than a quarter of a last bit.
bool is_tiny(const number& x) { return x.exponent < -33 && is_usual(x); }

/// What differs from x by too little to be rounded otherwise.
number next_to(const number& x, bool beyond) {
  const uint128 mantissa = static_cast<uint128>(x.significand) << 64;
  const scaled s = scaled::normalized(beyond ? mantissa + 1 : mantissa - 1, x.exponent);
  return {number::kind::finite,    x.negative, false, s.exponent, high_half(s.mantissa),
          low_half(s.mantissa) | 1};
}

/// What the tables and the rest say of an angle. @pre within pi/4
class divided {
 public:
  explicit divided(const scaled& angle) : angle_{angle}, nearest_{angle.to_fixed()}, lacks_{nearest_.rest} {}

  scaled sine() const {
    if (nearest_.index == 0)
      return angle_ * scaled::normalized(
                          fixed_one - (static_cast<fixed>(lacks_.of_sine_by_r) << (63 - square_shift)), 0);
    return scaled::normalized(turned(at().sine, at().cosine, nearest_.rest, lacks_, nearest_.below), 0);
  }
  scaled cosine() const {
    return scaled::normalized(turned(at().cosine, at().sine, nearest_.rest, lacks_, !nearest_.below), 0);
  }

 private:
  const sine_and_cosine& at() const { return angles()[nearest_.index]; }

  scaled angle_;
  nearest nearest_;
  lacks lacks_;
};

/// The sine of so many quarters of a turn more.
estimate sine_from(const number& x, unsigned more, bool mirrored) {
  if (!is_usual(x) || x.exponent >= 63) return std::nullopt;
  const angle a = reduced(x);
  const divided d{a.rest};
  const unsigned quarters = (a.quarters + more) & 3;
  const bool of_sine = quarters % 2 == 0;
  const bool negative = ((quarters >= 2) != (of_sine && a.negative)) != (mirrored && x.negative);
  return rounded_alike(of_sine ? d.sine() : d.cosine(), negative);
}

/// atan(i/256).
const std::array<fixed, 257>& arctangents() {
  static const auto all = [] {
    std::array<fixed, 257> table{};
    for (std::size_t i = 1; i < table.size(); ++i) {
      mpfr_value v;
      mpfr_set_ui_2exp(v, i, -static_cast<int>(step_bits), MPFR_RNDN);
      mpfr_atan(v, v, MPFR_RNDN);
      table[i] = v.in_units(127);
    }
    return table;
  }();
  return all;
}

/// What the arctangent of z, at most half a step, lacks to z, by z: in units of 2^-82.
std::uint64_t arctangent_lacks(small z) {
  static constexpr auto terms = coefficients<4>([](std::size_t k) { return 2 * k + 3; });
  const small square = z.squared();
  return upper_product(square.units, lower_terms(terms, square, true));
}

/// Of a ratio. @pre at most 1
scaled ratio_of(scaled above, const scaled& beneath) {
  int exponent = above.exponent - beneath.exponent;
  if (above.mantissa > beneath.mantissa) {
    above.mantissa >>= 1;
    ++exponent;
  }
  return scaled::normalized(quotient(above.mantissa, beneath.mantissa), exponent);
}

/// Of y / x. @pre y is at most x
scaled arctangent_of(const scaled& y, const scaled& x) {
  const int apart = x.exponent - y.exponent;
  const std::uint64_t a = high_half(y.mantissa), b = high_half(x.mantissa);
  constexpr int too_small = step_bits + 2;
  const std::uint64_t i = apart < too_small ? ((a >> 24 >> apart) + (b >> 33)) / (b >> 32) : 0;
  if (i == 0) {
    const scaled z = ratio_of(y, x);
    const std::uint64_t lacks = arctangent_lacks(small::of(z.to_fixed(), step_bits + 1));
    return z * scaled::normalized(fixed_one - (static_cast<fixed>(lacks) << (63 - square_shift)), 0);
  }
  // The tangent of the difference to i/256, exact but for its division.
  const uint128 wide_x = static_cast<uint128>(b) << apart;
  const uint128 to = wide_x * i, from = static_cast<uint128>(a) << step_bits;
  const uint128 beneath = (wide_x << step_bits) + static_cast<uint128>(a) * i;
  const bool below = from < to;
  const int zeros = leading_zeros(split(beneath));
  const fixed z = quotient((below ? to - from : from - to) << zeros, beneath << zeros);
  const small s = small::of(z, step_bits + 1);
  const fixed rest =
      z - (static_cast<fixed>(upper_product(s.units, arctangent_lacks(s))) << (63 - cube_shift));
  const fixed at = arctangents()[i];
  return scaled::normalized(below ? at - rest : at + rest, 0);
}

}  // namespace

estimate sine(const number& x) { return is_tiny(x) ? next_to(x, false) : sine_from(x, 0, true); }
estimate cosine(const number& x) {
  return is_tiny(x) ? next_to(number::one(), false) : sine_from(x, 1, false);
}

estimate tangent(const number& x) {
  if (is_tiny(x)) return next_to(x, true);
  if (!is_usual(x) || x.exponent >= 63) return std::nullopt;
  const angle a = reduced(x);
  const divided d{a.rest};
  scaled above = d.sine(), beneath = d.cosine();
  const bool odd = a.quarters % 2;
  if (odd) std::swap(above, beneath);
  return rounded_alike(ratio_of(above, beneath), (odd != a.negative) != x.negative);
}

estimate arctangent(const number& y, const number& x) {
  if (!is_usual(x) || !is_usual(y)) return std::nullopt;
  scaled above = value_of(y), beneath = value_of(x);
  const bool steep = y.exponent != x.exponent ? y.exponent > x.exponent : y.significand > x.significand;
  if (steep) std::swap(above, beneath);
  const scaled flat = arctangent_of(above, beneath);
  if (!steep && !x.negative) return rounded_alike(flat, y.negative);
  // Of a half turn or a quarter, in units of 2^-125.
  const fixed part = flat.exponent < -126 ? 0 : flat.to_fixed() >> 2;
  const fixed quarter = half_pi.mantissa >> 2;
  const fixed whole = steep ? (x.negative ? quarter + part : quarter - part) : (quarter << 1) - part;
  return rounded_alike(scaled::normalized(whole, 2), y.negative);
}

}  // namespace trapline::fpu::estimates
