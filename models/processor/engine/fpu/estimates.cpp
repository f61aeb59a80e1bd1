#include "models/processor/engine/fpu/estimates.h"

#include <mpfr.h>

#include <array>
#include <cstddef>
#include <utility>

#include "models/processor/engine/fpu/scaled.h"

namespace trapline::fpu {

namespace {

using kind = number::kind;

constexpr int usual_exponent = 16000;  // results are normal, and so is all on the way
constexpr std::uint64_t top_bit = std::uint64_t{1} << 63;

// What is estimated is irrational, and off by less than 2^-96 of itself: wherever the bits behind the first 64
// come closer than that to none or a half, nothing is said.
estimate rounded_alike(const scaled& s, bool negative) {
  constexpr std::uint64_t margin = std::uint64_t{1} << 32;
  const std::uint64_t below = low_half(s.mantissa), to_half = below & ~top_bit;
  if (to_half < margin || to_half > top_bit - margin) return std::nullopt;
  if (s.exponent > usual_exponent || s.exponent < -usual_exponent) return std::nullopt;
  return number{kind::finite, negative, false, s.exponent, high_half(s.mantissa), below | 1};
}

bool is_usual(const number& x) { return x.exponent < usual_exponent && x.exponent > -usual_exponent; }

scaled value_of(const number& x) { return scaled::of(x.significand, x.exponent); }

template <std::size_t terms, typename Function>
constexpr std::array<fixed, terms> coefficients(Function function) {
  std::array<fixed, terms> all{};
  for (std::size_t k = 0; k < terms; ++k) all[k] = function(k);
  return all;
}

constexpr fixed one_by_factorial(std::size_t n) {
  fixed f = fixed_one;
  for (std::size_t k = 2; k <= n; ++k) f /= k;
  return f;
}

// pi/2, ln(2) and log2(e), cut off.
constexpr uint128 wide_constant(std::uint64_t high, std::uint64_t low) {
  return static_cast<uint128>(high) << 64 | low;
}
constexpr scaled half_pi{wide_constant(0xc90f'daa2'2168'c234, 0xc4c6'628b'80dc'1cd1), 0};
constexpr scaled ln_2{wide_constant(0xb172'17f7'd1cf'79ab, 0xc9e3'b398'03f2'f6af), -1};
constexpr scaled log2_e{wide_constant(0xb8aa'3b29'5c17'f0bb, 0xbe87'fed0'691d'3e88), 0};

// --- sine and cosine

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
  static constexpr auto terms = coefficients<15>([](std::size_t k) { return one_by_factorial(2 * k + 1); });
  return r * scaled::normalized(series<true>(terms, (r * r).to_fixed()), 0);
}

scaled cosine_of(const scaled& r) {
  static constexpr auto terms = coefficients<16>([](std::size_t k) { return one_by_factorial(2 * k); });
  return scaled::normalized(series<true>(terms, (r * r).to_fixed()), 0);
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

// --- logarithm and exponential

class mpfr_value {
 public:
  mpfr_value() { mpfr_init2(value_, 192); }
  ~mpfr_value() { mpfr_clear(value_); }
  mpfr_value(const mpfr_value&) = delete;
  mpfr_value& operator=(const mpfr_value&) = delete;
  operator mpfr_ptr() { return value_; }

  /// The magnitude in units of 2^-unit.
  fixed in_units(int unit) {
    mpfr_t part;
    mpfr_init2(part, 192);
    mpfr_abs(part, value_, MPFR_RNDN);
    mpfr_mul_2si(part, part, unit - 64, MPFR_RNDN);
    const std::uint64_t high = mpfr_get_ui(part, MPFR_RNDZ);
    mpfr_frac(part, part, MPFR_RNDN);
    mpfr_mul_2si(part, part, 64, MPFR_RNDN);
    const std::uint64_t low = mpfr_get_ui(part, MPFR_RNDZ);
    mpfr_clear(part);
    return wide_constant(high, low);
  }

 private:
  mpfr_t value_;
};

constexpr int steps = 32;  ///< of the tables

/// 2^(i/32) for i from -32 to 32, in units of 2^-126.
const std::array<fixed, 2 * steps + 1>& powers() {
  static const auto all = [] {
    std::array<fixed, 2 * steps + 1> table;
    for (int i = -steps; i <= steps; ++i) {
      mpfr_value v;
      mpfr_set_si_2exp(v, i, -5, MPFR_RNDN);
      mpfr_exp2(v, v, MPFR_RNDN);
      table[static_cast<std::size_t>(i + steps)] = v.in_units(126);
    }
    return table;
  }();
  return all;
}

/// (e^u - 1) / u
fixed exponential_series(fixed u, bool negative) {
  static constexpr auto terms = coefficients<15>([](std::size_t k) { return one_by_factorial(k + 1); });
  return series(terms, u, negative);
}

/// ln(1 + z) / z
fixed logarithm_series(fixed z, bool negative) {
  static constexpr auto terms = coefficients<19>([](std::size_t k) { return fixed_one / (k + 1); });
  return series(terms, z, !negative);
}

/// A factor that brings a mantissa near to one, and what that is as a logarithm.
struct logarithm_step {
  std::uint32_t factor;  ///< in units of 2^-8
  fixed logarithm;       ///< the magnitude of log2(factor), in units of 2^-126
};

constexpr unsigned intervals = 128;  ///< of an octave

/// For mantissas from 1 to 2 by their upper seven bits. Those next to 1 and to 2 are as they are, or halved.
const std::array<logarithm_step, intervals>& logarithm_steps() {
  static const auto all = [] {
    std::array<logarithm_step, intervals> table;
    for (unsigned i = 0; i < intervals; ++i) {
      // 256 * 128 / (128 + i + 1/2), rounded
      const std::uint32_t factor = (4 * 32768 + 2 * i + 257) / (2 * (2 * i + 257));
      table[i].factor = i == 0 ? 256 : i == intervals - 1 ? 128 : factor;
      mpfr_value v;
      mpfr_set_ui_2exp(v, table[i].factor, -8, MPFR_RNDN);
      mpfr_log2(v, v, MPFR_RNDN);
      table[i].logarithm = v.in_units(126);
    }
    return table;
  }();
  return all;
}

struct signed_scaled {
  scaled value;
  bool negative = false;
};

/// log2(1 + z) @pre z is small
signed_scaled logarithm_next_to_1(const scaled& z, bool negative) {
  return {z * scaled::normalized(logarithm_series(z.to_fixed(), negative), 0) * log2_e, negative};
}

/// log2 of a mantissa whose lower bits are clear, and an exponent. @pre not a power of two
signed_scaled logarithm_of(const scaled& x) {
  const auto interval = static_cast<std::size_t>(x.mantissa >> 120) & (intervals - 1);
  const logarithm_step& step = logarithm_steps()[interval];
  // Mantissa times factor is 1 + z, or that doubled.
  const uint128 near_one = (x.mantissa >> 9) * step.factor << 1;
  const bool below = near_one < fixed_one;
  const fixed z = below ? fixed_one - near_one : near_one - fixed_one;
  int whole = x.exponent;
  if (interval == intervals - 1) ++whole;
  if (z != 0 && whole == 0 && (interval == 0 || interval == intervals - 1))
    return logarithm_next_to_1(scaled::normalized(z, 0), below);
  const fixed of_rest = product(product(z, logarithm_series(z, below)), log2_e.mantissa) >> 1;
  // In two's complement, in units of 2^-126 but for the room that the exponent needs.
  const int room = whole >= -1 && whole <= 1 ? 2 : 18;
  const uint128 magnitude = static_cast<uint128>(static_cast<unsigned>(whole < 0 ? -whole : whole))
                            << (126 - room);
  uint128 sum = whole < 0 ? -magnitude : magnitude;
  if (interval != 0 && interval != intervals - 1) sum += step.logarithm >> room;
  sum = below ? sum - (of_rest >> room) : sum + (of_rest >> room);
  const bool negative = sum >> 127;
  return {scaled::normalized(negative ? -sum : sum, 1 + room), negative};
}

estimate times(const number& y, const signed_scaled& logarithm) {
  return rounded_alike(value_of(y) * logarithm.value, y.negative != logarithm.negative);
}

// --- arctangent

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
  static constexpr auto terms = coefficients<11>([](std::size_t k) { return fixed_one / (2 * k + 1); });
  return series<true>(terms, square);
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

namespace estimates {

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

estimate exponential_minus_1(const number& x) {
  if (x.exponent >= 0 || !is_usual(x)) return std::nullopt;
  constexpr int small = -6;
  if (x.exponent < small) {
    const scaled u = value_of(x) * ln_2;
    return rounded_alike(u * scaled::normalized(exponential_series(u.to_fixed(), x.negative), 0), x.negative);
  }
  const fixed v = value_of(x).to_fixed();
  const auto i = static_cast<int>((v + (fixed_one >> 6)) >> 122);
  const fixed c = static_cast<fixed>(i) << 122;
  const bool below = v < c;
  const fixed u = product(below ? c - v : v - c, ln_2.mantissa >> 1);
  const bool down = below != x.negative;
  const fixed more = product(u, exponential_series(u, down));
  const fixed power = powers()[static_cast<std::size_t>(x.negative ? steps - i : steps + i)];
  const fixed change = product(power, more);
  const fixed result = down ? power - change : power + change;
  constexpr fixed one = fixed_one >> 1;
  if (result == one) return std::nullopt;
  const bool negative = result < one;
  return rounded_alike(scaled::normalized(negative ? one - result : result - one, 1), negative);
}

estimate times_logarithm(const number& y, const number& x) {
  if (!is_usual(x) || !is_usual(y) || x.significand == top_bit) return std::nullopt;
  return times(y, logarithm_of(value_of(x)));
}

estimate times_logarithm_plus_1(const number& y, const number& x) {
  if (!is_usual(x) || !is_usual(y) || x.exponent >= 0) return std::nullopt;
  constexpr int small = -7;
  if (x.exponent < small) return times(y, logarithm_next_to_1(value_of(x), x.negative));
  const fixed v = value_of(x).to_fixed();
  const scaled sum = scaled::normalized(x.negative ? fixed_one - v : fixed_one + v, 0);
  if ((sum.mantissa << 1) == 0) return std::nullopt;
  return times(y, logarithm_of(sum));
}

}  // namespace estimates

}  // namespace trapline::fpu
