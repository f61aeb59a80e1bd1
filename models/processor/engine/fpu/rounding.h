/// Rounding into a format, and the exceptions of a result: overflow, underflow, inexact. SDM volume 1, 4.8.4,
/// 4.9.1.4 to 4.9.1.6, 8.5.4 and 8.5.5.
#pragma once

#include <cstdint>

#include "models/processor/engine/fpu/context.h"
#include "models/processor/engine/fpu/formats.h"
#include "models/processor/engine/fpu/number.h"
#include "models/processor/engine/fpu/wide.h"

namespace trapline::fpu {

struct rounded {
  std::uint64_t kept;
  // Each of its own: as bytes of one word they are put together, and taken apart, by way of memory.
  std::uint64_t carried;  ///< out of the top bit, and `kept` is zero
  std::uint64_t exact, up;
};

/// Without the last `drop` bits of `high`, of which `low` is the continuation.
inline rounded round_bits(std::uint64_t high, std::uint64_t low, int drop, bool negative, rounding mode) {
  constexpr std::uint64_t half = std::uint64_t{1} << 63;
  const std::uint64_t unit = std::uint64_t{1} << drop;
  const std::uint64_t rest = drop == 0 ? low : (high << (64 - drop)) | (low != 0);
  const std::uint64_t kept = high & ~(unit - 1);
  if (rest == 0) return {kept, false, true, false};
  // Which way random bits go is no branch.
  std::uint64_t up = 0;
  switch (mode) {
    case rounding::nearest: {
      const bool even = (kept & unit) == 0;
      up = static_cast<std::uint64_t>(rest > half) | (static_cast<std::uint64_t>(rest == half) & !even);
      break;
    }
    case rounding::down:
      up = negative;
      break;
    case rounding::up:
      up = !negative;
      break;
    case rounding::toward_zero:
      break;
  }
  const std::uint64_t next = kept + (unit & -up);
  return {next, next < kept, false, up};
}

/// What an unmasked overflow or underflow of the x87 adds to or takes from the exponent.
inline constexpr int scaling = 24576;

/// FSCALE can go so far that no scaling helps.
inline number beyond_scaling(const number& result, bool up, context& c) {
  c.raised |= inexact;
  c.rounded_up = up;
  return result;
}

template <typename Format>
[[gnu::noinline, gnu::cold]] number overflowed(number n, const rounded& r, context& c) {
  c.raised |= overflow;
  if (c.unmasked & overflow) {
    if (!r.exact) c.raised |= inexact;
    c.rounded_up = r.up;
    n.exponent -= scaling;
    return n.exponent > Format::largest ? beyond_scaling(number::infinity(n.negative), true, c) : n;
  }
  c.raised |= inexact;
  const bool to_infinity =
      c.mode == rounding::nearest || c.mode == (n.negative ? rounding::down : rounding::up);
  c.rounded_up = to_infinity;
  if (to_infinity) return number::infinity(n.negative);
  n.exponent = Format::largest;
  n.significand = ~std::uint64_t{0};
  return n;
}

/// `n` as it was, `r` and `exponent` of its rounding as if exponents had no end.
template <typename Format>
[[gnu::noinline, gnu::cold]] number underflowed(number n, const rounded& r, int exponent, int precision,
                                                context& c) {
  if (c.unmasked & underflow) {
    c.raised |= static_cast<std::uint8_t>(underflow | (r.exact ? 0 : inexact));
    c.rounded_up = r.up;
    n.significand = r.carried ? integer_bit : r.kept;
    n.exponent = exponent + scaling;
    return n.exponent < Format::smallest ? beyond_scaling(number::zero(n.negative), false, c) : n;
  }
  if (c.flush_to_zero) {
    c.raised |= underflow | inexact;
    return number::zero(n.negative);
  }
  const wide shifted = shift_right({n.significand, n.below}, Format::smallest - n.exponent);
  const rounded d = round_bits(shifted.high, shifted.low, 64 - precision, n.negative, c.mode);
  if (!d.exact) c.raised |= underflow | inexact;
  c.rounded_up = d.up;
  n.exponent = Format::smallest;
  n.significand = d.kept;
  if (d.kept == 0) n.what = number::kind::zero;
  return n;
}

/// @param precision bits of significand, at most the format's
/// @return a number that pack() takes; below its normal range the significand's top bit is clear
template <typename Format>
inline number round(number n, int precision, context& c) {
  if (n.what != number::kind::finite) return n;
  const rounded r = round_bits(n.significand, n.below, 64 - precision, n.negative, c.mode);
  const int exponent = n.exponent + static_cast<int>(r.carried);
  if (exponent < Format::smallest) [[unlikely]]
    return underflowed<Format>(n, r, exponent, precision, c);
  n.significand = r.carried ? integer_bit : r.kept;
  n.exponent = exponent;
  if (exponent > Format::largest) [[unlikely]] {
    number result = overflowed<Format>(n, r, c);
    result.significand &= ~std::uint64_t{0} << (64 - precision);
    return result;
  }
  if (!r.exact) {
    c.raised |= inexact;
    c.rounded_up = r.up;
  }
  return n;
}

template <typename Format>
typename Format::bits round_and_pack(const number& n, context& c) {
  return pack<Format>(round<Format>(n, Format::precision, c));
}

}  // namespace trapline::fpu
