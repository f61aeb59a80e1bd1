#include "models/processor/engine/fpu/estimate_parts.h"
#include "models/processor/engine/fpu/tables_of_powers.h"

namespace trapline::fpu::estimates {

namespace {

small lower_part(fixed u, unsigned shift) { return small::of(u, shift); }
small lower_part(small u, unsigned) { return u; }

/// first + u (second + u (c0 + c1 u + ...)), or with signs that alternate; the lower terms are of fractions of
/// 2^-scale. @param u below 2^-shift
template <bool alternates, std::size_t terms, typename Factor>
fixed series(fixed first, fixed second, const std::array<std::uint64_t, terms>& lower, unsigned scale,
             Factor u, unsigned shift) {
  const small s = lower_part(u, shift);
  const fixed rest = static_cast<fixed>(lower_terms<alternates>(lower, s)) * s.units >> (1 + shift + scale);
  return alternates ? first - product(second - rest, u) : first + product(second + rest, u);
}

/// (2^u - 1) / u. @pre u is below 2^-power_bits
template <bool negative, typename Factor>
fixed power_series(Factor u) {
  constexpr unsigned scale = 4;
  static constexpr auto lower = [] {
    std::array<std::uint64_t, 6> terms{};
    for (std::size_t k = 0; k < terms.size(); ++k) terms[k] = high_half(power_term(k + 3) << (1 + scale));
    return terms;
  }();
  constexpr fixed first = power_term(1), second = power_term(2);
  return series<negative>(first, second, lower, scale, u, power_bits);
}

constexpr unsigned logarithm_shift = 8;

/// log2(1 + z) / z. @pre z is below 2^-logarithm_shift
template <bool negative>
fixed logarithm_series(fixed z) {
  constexpr unsigned scale = 1;
  static constexpr auto lower = [] {
    std::array<std::uint64_t, 7> terms{};
    for (std::size_t k = 0; k < terms.size(); ++k)
      terms[k] = high_half(log2_e.mantissa / (k + 3) << (1 + scale));
    return terms;
  }();
  return series<!negative>(log2_e.mantissa, log2_e.mantissa / 2, lower, scale, z, logarithm_shift);
}

struct signed_scaled {
  scaled value;
  bool negative = false;
};

/// log2(1 + z) @pre z is below 2^-logarithm_shift
signed_scaled logarithm_next_to_1(const scaled& z, bool negative) {
  const fixed u = z.to_fixed();
  const fixed by_z = negative ? logarithm_series<true>(u) : logarithm_series<false>(u);
  return {z * scaled::with_upper_half(by_z, 0), negative};
}

/// log2 of a mantissa whose lower bits are clear, and an exponent. @pre not a power of two
signed_scaled logarithm_of(const scaled& x) {
  constexpr std::size_t last = logarithm_steps.size() - 1;
  const std::size_t interval = static_cast<std::size_t>(x.mantissa >> (127 - interval_bits)) & last;
  if (interval == 0 && x.exponent == 0)
    return logarithm_next_to_1(scaled::normalized(x.mantissa - fixed_one, 0), false);
  if (interval == last && x.exponent == -1)
    return logarithm_next_to_1(scaled::normalized(-x.mantissa, -1), true);
  // Mantissa times factor is 1 + z.
  const logarithm_step& step = logarithm_steps[interval];
  const fixed z = ((x.mantissa >> (factor_bits + 1)) * step.factor << 1) - fixed_one;
  const fixed of_rest = product(z, logarithm_series<false>(z));
  const uint128 whole = static_cast<uint128>(x.exponent) << logarithm_unit;
  const uint128 sum = whole + step.logarithm + (of_rest >> (127 - logarithm_unit));
  const bool negative = sum >> 127;
  return {scaled::with_upper_half(negative ? -sum : sum, 127 - static_cast<int>(logarithm_unit)), negative};
}

estimate times(const number& y, const signed_scaled& logarithm) {
  const uint128 upper = upper_product(logarithm.value.mantissa, y.significand);
  const bool carried = upper >> 127;
  return rounded_alike({doubled_unless(carried, upper), y.exponent + logarithm.value.exponent + carried},
                       y.negative != logarithm.negative);
}

}  // namespace

estimate exponential_minus_1(const number& x) {
  if (x.exponent >= 0 || !is_usual(x)) return std::nullopt;
  constexpr int small_below = -static_cast<int>(power_bits);
  if (x.exponent < small_below) {
    const fixed u = value_of(x).to_fixed();
    const fixed by_x = x.negative ? power_series<true>(u) : power_series<false>(u);
    return rounded_alike(value_of(x) * scaled::with_upper_half(by_x, 0), x.negative);
  }
  // Of 256ths, and what is more.
  const fixed magnitude = shift_left(x.significand, 64 + x.exponent);
  const uint128 v = x.negative ? -magnitude : magnitude;
  constexpr unsigned below_steps = 127 - power_bits;
  const std::size_t i = static_cast<std::size_t>(v >> below_steps) ^ powers.size() / 2;
  const small u{low_half(v >> (63 - power_bits)), power_bits};
  const fixed more = product(power_series<false>(u), u);
  const fixed result = powers[i] + product(powers[i], more);
  if (result == fixed_one) return std::nullopt;
  const bool negative = result < fixed_one;
  return rounded_alike(scaled::with_upper_half(negative ? fixed_one - result : result - fixed_one, 0),
                       negative);
}

estimate times_logarithm(const number& y, const number& x) {
  if (!is_usual(x) || !is_usual(y) || x.negative || x.significand == top_bit) return std::nullopt;
  return times(y, logarithm_of(value_of(x)));
}

estimate times_logarithm_plus_1(const number& y, const number& x) {
  if (!is_usual(x) || !is_usual(y) || x.exponent >= 0) return std::nullopt;
  constexpr int small_below = -static_cast<int>(interval_bits);
  if (x.exponent < small_below) return times(y, logarithm_next_to_1(value_of(x), x.negative));
  const fixed v = value_of(x).to_fixed();
  const scaled sum = scaled::normalized(x.negative ? fixed_one - v : fixed_one + v, 0);
  if ((sum.mantissa << 1) == 0) return std::nullopt;
  return times(y, logarithm_of(sum));
}

}  // namespace trapline::fpu::estimates
