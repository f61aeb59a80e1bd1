/// The basic operations, exact up to a last bit that stands for what follows; round() makes results of them.
#pragma once

#include <utility>

#include "models/processor/engine/fpu/context.h"
#include "models/processor/engine/fpu/formats.h"
#include "models/processor/engine/fpu/number.h"
#include "models/processor/engine/fpu/wide.h"

namespace trapline::fpu {

inline number exact(bool negative, int exponent, const wide& w) {
  return {number::kind::finite, negative, false, exponent, w.high, w.low};
}

inline number add_finite(number a, number b, context& c) {
  const bool ordered = a.exponent != b.exponent ? a.exponent > b.exponent : a.significand >= b.significand;
  if (!ordered) std::swap(a, b);
  const uint128 x = static_cast<uint128>(a.significand) << 63;
  const uint128 y =
      joined(shift_right(split(static_cast<uint128>(b.significand) << 63), a.exponent - b.exponent));
  const uint128 sum = a.negative == b.negative ? x + y : x - y;
  if (sum == 0) return number::zero(c.mode == rounding::down);
  const int zeros = leading_zeros(split(sum));
  return exact(a.negative, a.exponent + 1 - zeros, split(sum << zeros));
}

inline number add(const number& a, const number& b, context& c) {
  if (a.is(number::kind::finite) && b.is(number::kind::finite)) [[likely]] {
    c.note_denormal(a);
    c.note_denormal(b);
    return add_finite(a, b, c);
  }
  if (a.is_nan() || b.is_nan()) return propagate_nan(a, b, c);
  if (a.is(number::kind::infinity) && b.is(number::kind::infinity) && a.negative != b.negative)
    return c.raise_invalid();
  c.note_denormal(a);
  c.note_denormal(b);
  if (a.is(number::kind::zero) && b.is(number::kind::zero))
    return number::zero(a.negative == b.negative ? a.negative : c.mode == rounding::down);
  return a.is(number::kind::infinity) || b.is(number::kind::zero) ? a : b;
}

inline number subtract(const number& a, const number& b, context& c) {
  number minus_b = b;
  if (!b.is_nan()) minus_b.negative = !b.negative;
  return add(a, minus_b, c);
}

inline number multiply(const number& a, const number& b, context& c) {
  const bool negative = a.negative != b.negative;
  if (a.is(number::kind::finite) && b.is(number::kind::finite)) [[likely]] {
    c.note_denormal(a);
    c.note_denormal(b);
    const uint128 product = static_cast<uint128>(a.significand) * b.significand;
    const bool carried = product >> 127;
    return exact(negative, a.exponent + b.exponent + carried, split(doubled_unless(carried, product)));
  }
  if (a.is_nan() || b.is_nan()) return propagate_nan(a, b, c);
  const bool any_infinite = a.is(number::kind::infinity) || b.is(number::kind::infinity);
  if (any_infinite && (a.is(number::kind::zero) || b.is(number::kind::zero))) return c.raise_invalid();
  c.note_denormal(a);
  c.note_denormal(b);
  return any_infinite ? number::infinity(negative) : number::zero(negative);
}

inline number divide(const number& a, const number& b, context& c) {
  const bool negative = a.negative != b.negative;
  if (a.is_nan() || b.is_nan()) return propagate_nan(a, b, c);
  if (a.what == b.what && !a.is(number::kind::finite)) return c.raise_invalid();
  if (b.is(number::kind::zero) && a.is(number::kind::finite)) {
    c.raised |= zero_divide;
    return number::infinity(negative);
  }
  c.note_denormal(a);
  c.note_denormal(b);
  if (a.is(number::kind::infinity) || b.is(number::kind::zero)) return number::infinity(negative);
  if (b.is(number::kind::infinity) || a.is(number::kind::zero)) return number::zero(negative);
  const bool smaller = a.significand < b.significand;
  return exact(negative, a.exponent - b.exponent - smaller,
               quotient_of_significands(a.significand, b.significand));
}

number square_root(const number& a, context&);
/// Of a significand, or of twice one: 64 bits, and what follows them.
wide root_of_significand(std::uint64_t significand, int odd);

enum class order : std::uint8_t { less, equal, greater, unordered };
/// @param quiet whether a quiet NaN is no invalid operand
order compare(const number& a, const number& b, bool quiet, context&);

}  // namespace trapline::fpu
