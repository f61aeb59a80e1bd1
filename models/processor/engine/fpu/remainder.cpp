#include "models/processor/engine/fpu/remainder.h"

#include "models/processor/engine/fpu/formats.h"
#include "models/processor/engine/fpu/wide.h"

namespace trapline::fpu {

using kind = number::kind;

namespace {

// The manual leaves the width of a partial step open between 32 and 63 bits; this is the processors' own.
constexpr int partial_step(int distance) { return 32 + distance % 32; }

// `magnitude` in units of 2^(exponent - 63); of a zero the sign is the dividend's.
number exact(bool negative, int exponent, std::uint64_t magnitude, bool dividend_negative) {
  if (magnitude == 0) return number::zero(dividend_negative);
  const int zeros = std::countl_zero(magnitude);
  return {kind::finite, negative, false, exponent - zeros, magnitude << zeros, 0};
}

number finite_remainder(const number& a, const number& b, bool nearest, quotient_bits& q) {
  const int distance = a.exponent - b.exponent;
  const std::uint64_t divisor = b.significand;
  if (distance < -1 || (distance < 0 && !nearest)) return a;
  if (distance < 0) {
    // Between a quarter and the whole of the divisor.
    if (a.significand <= divisor) return a;
    q.low = 1;
    // 2b - a in a's units, of which 2b may need 65 bits.
    const uint128 rest = (static_cast<uint128>(divisor) << 1) - a.significand;
    return exact(!a.negative, a.exponent, static_cast<std::uint64_t>(rest), a.negative);
  }
  const bool partial = distance >= 64;
  const int step = partial ? partial_step(distance) : distance;
  const uint128 dividend = static_cast<uint128>(a.significand) << step;
  auto quotient = static_cast<std::uint64_t>(dividend / divisor);
  auto rest = static_cast<std::uint64_t>(dividend % divisor);
  const int exponent = b.exponent + distance - step;
  if (partial) {
    q.partial = true;
    return exact(a.negative, exponent, rest, a.negative);
  }
  bool negative = a.negative;
  if (nearest && (rest > divisor - rest || (rest == divisor - rest && quotient & 1))) {
    ++quotient;
    rest = divisor - rest;
    negative = !negative;
  }
  q.low = quotient & 7;
  return exact(negative, exponent, rest, a.negative);
}

}  // namespace

number remainder_of(const number& a, const number& b, bool nearest, quotient_bits& q, context& c) {
  if (a.is_nan() || b.is_nan()) return propagate_nan(a, b, c);
  if (a.is(kind::infinity) || b.is(kind::zero)) return c.raise_invalid();
  c.note_denormal(a);
  c.note_denormal(b);
  q.defined = true;
  if (a.is(kind::zero)) return a;
  if (b.is(kind::infinity)) {
    // The dividend is left as it was: tiny or not, processors of Intel do not tell of an underflow.
    c.unmasked &= static_cast<std::uint8_t>(~underflow);
    return a;
  }
  return finite_remainder(a, b, nearest, q);
}

}  // namespace trapline::fpu
