#include "models/processor/engine/fpu/integers.h"

#include "models/processor/engine/fpu/formats.h"
#include "models/processor/engine/fpu/rounding.h"
#include "models/processor/engine/fpu/wide.h"

namespace trapline::fpu {

using kind = number::kind;

namespace {

constexpr packed_decimal decimal_indefinite{0, 0, 0, 0, 0, 0, 0, 0xc0, 0xff, 0xff};
constexpr std::uint64_t first_of_19_digits = 1'000'000'000'000'000'000;
constexpr std::size_t sign_byte = 9;

}  // namespace

magnitude round_to_integer(const number& n, rounding mode, context& c) {
  if (n.is(kind::zero)) return {0, true};
  if (n.exponent > 63) return {0, false};
  const wide w = shift_right({n.significand, n.below}, 63 - n.exponent);
  const rounded r = round_bits(w.high, w.low, 0, n.negative, mode);
  if (r.carried) return {0, false};
  if (!r.exact) {
    c.raised |= inexact;
    c.rounded_up = r.up;
  }
  return {r.kept, true};
}

number round_to_integral(const number& n, context& c) {
  if (n.is_nan()) return propagate_nan(n, c);
  c.note_denormal(n);
  if (!n.is(kind::finite) || n.exponent >= 63) return n;
  const magnitude m = round_to_integer(n, c.mode, c);
  if (m.value == 0) return number::zero(n.negative);
  const int zeros = std::countl_zero(m.value);
  return {kind::finite, n.negative, false, 63 - zeros, m.value << zeros, 0};
}

std::int64_t to_integer(const number& n, rounding mode, int bits, context& c) {
  const std::uint64_t limit = std::uint64_t{1} << (bits - 1);
  const auto indefinite = -static_cast<std::int64_t>(limit - 1) - 1;
  if (n.is_nan() || n.is(kind::infinity)) {
    c.raised |= invalid;
    return indefinite;
  }
  context found = c;
  const magnitude m = round_to_integer(n, mode, found);
  if (!m.fits || m.value > limit - !n.negative) {
    c.raised |= invalid;
    return indefinite;
  }
  c = found;
  return static_cast<std::int64_t>(n.negative ? -m.value : m.value);
}

packed_decimal to_decimal(const number& n, context& c) {
  context found = c;
  magnitude m{0, false};
  if (!n.is_nan() && !n.is(kind::infinity)) m = round_to_integer(n, c.mode, found);
  if (!m.fits || m.value >= first_of_19_digits) {
    c.raised |= invalid;
    return decimal_indefinite;
  }
  c = found;
  packed_decimal d{};
  for (std::size_t i = 0; i < sign_byte; ++i, m.value /= 100)
    d[i] = static_cast<std::uint8_t>(m.value / 10 % 10 << 4 | m.value % 10);
  d[sign_byte] = n.negative ? 0x80 : 0;
  return d;
}

// The result for digits above nine is undefined; they count with their value.
number from_decimal(const packed_decimal& d) {
  std::int64_t value = 0;
  for (std::size_t i = sign_byte; i-- > 0;) value = 100 * value + 10 * (d[i] >> 4) + (d[i] & 15);
  number n = number::integer(value);
  n.negative = d[sign_byte] & 0x80;
  return n;
}

}  // namespace trapline::fpu
