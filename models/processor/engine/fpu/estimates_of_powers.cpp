#include "models/processor/engine/fpu/estimate_parts.h"

namespace trapline::fpu::estimates {

namespace {

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

/// 1 + u (1/2 + u (c0 + c1 u + ...)), or with signs that alternate: even and odd powers of the lower terms apart, so
/// that neither waits for the other. They are of fractions of 2^-scale. @pre u is at most 2^-6
template <std::size_t terms>
fixed series(const std::array<std::uint64_t, terms>& even, const std::array<std::uint64_t, terms>& odd,
             unsigned scale, fixed u, bool alternates) {
  const small x = small::of(u, 6), square = x.squared();
  const std::uint64_t evens = lower_terms(even, square, false),
                      odds = upper_product(lower_terms(odd, square, false), x.units) >> x.shift;
  const fixed lower = upper_product(u, alternates ? evens - odds : evens + odds) >> scale;
  constexpr fixed half = fixed_one >> 1;
  const fixed rest = product(u, alternates ? half - lower : half + lower);
  return alternates ? fixed_one - rest : fixed_one + rest;
}

/// (e^u - 1) / u
fixed exponential_series(fixed u, bool negative) {
  constexpr unsigned scale = 2;
  static constexpr auto even = coefficients<4>([](std::size_t k) { return factorial(2 * k + 3); }, scale);
  static constexpr auto odd = coefficients<4>([](std::size_t k) { return factorial(2 * k + 4); }, scale);
  return series(even, odd, scale, u, negative);
}

/// ln(1 + z) / z
fixed logarithm_series(fixed z, bool negative) {
  constexpr unsigned scale = 1;
  static constexpr auto even = coefficients<5>([](std::size_t k) { return 2 * k + 3; }, scale);
  static constexpr auto odd = coefficients<5>([](std::size_t k) { return 2 * k + 4; }, scale);
  return series(even, odd, scale, z, !negative);
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

}  // namespace

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

}  // namespace trapline::fpu::estimates
