#include "models/processor/engine/fpu/arithmetic.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "models/processor/engine/fpu/formats.h"
#include "models/processor/engine/fpu/wide.h"

namespace trapline::fpu {

using kind = number::kind;

namespace {

// Rounded down; the highest two bits of `n` are not both clear.
std::uint64_t root(uint128 n) {
  const auto estimate = std::sqrt(static_cast<double>(static_cast<std::uint64_t>(n >> 64))) * 0x1p32;
  const std::uint64_t first = estimate >= 0x1p64 ? ~std::uint64_t{0} : static_cast<std::uint64_t>(estimate);
  const uint128 mean = (first + n / first) / 2;
  std::uint64_t r = mean >> 64 ? ~std::uint64_t{0} : static_cast<std::uint64_t>(mean);
  while (static_cast<uint128>(r) * r > n) --r;
  while (n - static_cast<uint128>(r) * r > 2 * static_cast<uint128>(r)) ++r;
  return r;
}

}  // namespace

number number::integer(std::int64_t value) {
  if (value == 0) return zero(false);
  const std::uint64_t magnitude =
      value < 0 ? -static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  const int zeros = std::countl_zero(magnitude);
  return {kind::finite, value < 0, false, 63 - zeros, magnitude << zeros, 0};
}

number propagate_nan(const number& a, const number& b, context& c) {
  if (a.is(kind::unsupported) || b.is(kind::unsupported)) return c.raise_invalid();
  if (a.is(kind::signaling_nan) || b.is(kind::signaling_nan)) c.raised |= invalid;
  const bool a_is = a.is_nan(), b_is = b.is_nan();
  bool first = a_is;
  if (a_is && b_is && c.choice == nan_choice::larger) {
    if (a.what != b.what) {
      first = a.is(kind::quiet_nan);
    } else {
      first = a.significand != b.significand ? a.significand > b.significand : !a.negative;
    }
  }
  number result = first ? a : b;
  result.what = kind::quiet_nan;
  result.significand |= quiet_bit;
  return result;
}

wide root_of_significand(std::uint64_t significand, int odd) {
  const uint128 n = static_cast<uint128>(significand) << (63 + odd);
  const std::uint64_t r = root(n);
  const uint128 rest = n - static_cast<uint128>(r) * r;
  return {r, rest == 0 ? 0 : rest > r ? integer_bit | 1 : 1};
}

number square_root(const number& a, context& c) {
  if (a.is_nan()) return propagate_nan(a, c);
  if (a.is(kind::zero)) return a;
  if (a.negative) return c.raise_invalid();
  c.note_denormal(a);
  if (a.is(kind::infinity)) return a;
  const int odd = a.exponent & 1;
  return exact(false, (a.exponent - odd) / 2, root_of_significand(a.significand, odd));
}

order compare(const number& a, const number& b, bool quiet, context& c) {
  if (a.is_nan() || b.is_nan()) {
    if (!quiet || a.what > kind::quiet_nan || b.what > kind::quiet_nan) c.raised |= invalid;
    return order::unordered;
  }
  c.note_denormal(a);
  c.note_denormal(b);
  if (a.is(kind::zero) && b.is(kind::zero)) return order::equal;
  // As magnitudes: zero, finite, infinity rise as the kinds do.
  const auto rank = [](const number& n) { return std::pair{n.what, std::pair{n.exponent, n.significand}}; };
  const bool a_negative = a.negative && !a.is(kind::zero), b_negative = b.negative && !b.is(kind::zero);
  if (a_negative != b_negative) return a_negative ? order::less : order::greater;
  if (rank(a) == rank(b)) return order::equal;
  return (rank(a) < rank(b)) != a_negative ? order::less : order::greater;
}

}  // namespace trapline::fpu
