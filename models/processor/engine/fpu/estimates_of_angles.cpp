#include <utility>

#include "models/processor/engine/fpu/estimate_parts.h"
#include "models/processor/engine/fpu/tables_of_angles.h"

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

/// Of r, less than a step: what its cosine lacks to 1, in units of 2^-82, and its sine to r, of 2^-91.
struct lacks {
  std::uint64_t of_cosine, of_sine, of_sine_by_r;

  explicit lacks(fixed r) {
    static constexpr auto cosine = coefficients<3>([](std::size_t k) { return factorial(2 * k + 2); });
    static constexpr auto sine = coefficients<3>([](std::size_t k) { return factorial(2 * k + 3); });
    const small x = small::of(r, step_bits), square = x.squared();
    of_cosine = upper_product(square.units, lower_terms<true>(cosine, square));
    of_sine_by_r = upper_product(square.units, lower_terms<true>(sine, square));
    of_sine = upper_product(x.units, of_sine_by_r);
  }
};
constexpr unsigned square_shift = 2 * step_bits, cube_shift = 3 * step_bits;

/// The square is no more than a quarter of a last bit.
bool is_tiny(const number& x) { return x.exponent < -33 && is_usual(x); }

/// What differs from x by too little to be rounded otherwise.
number next_to(const number& x, bool beyond) {
  const uint128 mantissa = static_cast<uint128>(x.significand) << 64;
  const scaled s = scaled::normalized(beyond ? mantissa + 1 : mantissa - 1, x.exponent);
  return {number::kind::finite,    x.negative, false, s.exponent, high_half(s.mantissa),
          low_half(s.mantissa) | 1};
}

/// 1 - lacks, of 2^-(64 + shift).
scaled without(std::uint64_t lacks, unsigned shift) {
  return scaled::with_upper_half(fixed_one - (static_cast<fixed>(lacks) << (63 - shift)), 0);
}

/// What the tables and the rest say of an angle. @pre within pi/4
class divided {
 public:
  explicit divided(const scaled& angle)
      : angle_{angle},
        fixed_{angle.to_fixed()},
        index_{static_cast<std::size_t>(fixed_ >> (127 - step_bits))},
        rest_{fixed_ & ((fixed_one >> step_bits) - 1)},
        lacks_{rest_} {}

  scaled sine() const {
    if (index_ == 0) return angle_ * without(lacks_.of_sine_by_r, square_shift);
    const auto& [sine, cosine] = angles[index_];
    return scaled::with_upper_half(by_cosine(sine) + by_sine(cosine), 0);
  }
  scaled cosine() const {
    const auto& [sine, cosine] = angles[index_];
    return scaled::with_upper_half(by_cosine(cosine) - by_sine(sine), 0);
  }

 private:
  fixed by_cosine(fixed v) const { return v - (upper_product(v, lacks_.of_cosine) >> square_shift); }
  fixed by_sine(fixed v) const {
    return product(v, rest_ - (static_cast<fixed>(lacks_.of_sine) << (63 - cube_shift)));
  }

  const scaled& angle_;
  fixed fixed_;
  std::size_t index_;
  fixed rest_;
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

/// What the arctangent of z, hardly more than a step, lacks to z, by z: in units of 2^-80.
constexpr unsigned ratio_shift = step_bits - 1;
std::uint64_t arctangent_lacks(small z) {
  static constexpr auto terms = coefficients<4>([](std::size_t k) { return 2 * k + 3; });
  const small square = z.squared();
  return upper_product(square.units, lower_terms<true>(terms, square));
}

/// Of a ratio. @pre at most 1
scaled ratio_of(scaled above, const scaled& beneath) {
  int exponent = above.exponent - beneath.exponent;
  if (above.mantissa > beneath.mantissa) {
    above.mantissa >>= 1;
    ++exponent;
  }
  return scaled::with_upper_half(quotient(above.mantissa, beneath.mantissa), exponent);
}

/// Of y / x. @pre y is at most x
scaled arctangent_of(const scaled& y, const scaled& x) {
  const int apart = x.exponent - y.exponent;
  const std::uint64_t a = high_half(y.mantissa), b = high_half(x.mantissa);
  // A step below y / x, or not below it by much more.
  constexpr int too_small = step_bits + 2;
  const std::uint64_t i = apart < too_small ? (a >> (32 - step_bits) >> apart) / ((b >> 32) + 1) : 0;
  if (i == 0) {
    const scaled z = ratio_of(y, x);
    return z * without(arctangent_lacks(small::of(z.to_fixed(), ratio_shift)), 2 * ratio_shift);
  }
  // The tangent of the difference to i/512, exact but for its division.
  const uint128 wide_x = shift_left(b, apart);
  const uint128 more = (static_cast<uint128>(a) << step_bits) - wide_x * i;
  const uint128 beneath = (wide_x << step_bits) + static_cast<uint128>(a) * i;
  const int zeros = std::countl_zero(high_half(beneath));
  const division z{shift_left(more, zeros), shift_left(beneath, zeros)};
  const small s = small::of(z.first(), ratio_shift);
  const fixed lacks = static_cast<fixed>(upper_product(s.units, arctangent_lacks(s)))
                      << (63 - 3 * ratio_shift);
  // The second digit goes in by the derivative, 1 / (1 + z^2): nothing waits for it.
  const double square = z.about() * z.about();
  return scaled::with_upper_half(arctangents[i] + z.first() - lacks + z.second(1 - square + square * square),
                                 0);
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
  return rounded_alike(scaled::with_upper_half(whole, 2), y.negative);
}

}  // namespace trapline::fpu::estimates
