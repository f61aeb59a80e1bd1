/// What SSE and SSE2 make of one element in another format, or of an integer: most often what any host that
/// computes by IEEE 754 makes of it. Intel SDM volume 1, 4.8.4 and 11.5.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "models/processor/engine/fpu/integers.h"
#include "models/processor/engine/fpu/vector_element.h"

namespace trapline::fpu {

template <typename From, typename To>
typename To::bits between(typename From::bits bits, context& c) {
  using from = element<From>;
  using to = element<To>;
  const auto by_host = [bits] {
    const auto value = static_cast<typename to::host>(std::bit_cast<typename from::host>(bits));
    return std::bit_cast<typename To::bits>(value);
  };
  if constexpr (To::precision > From::precision) {
    if (from::ordinary_or_zero(bits)) return by_host();
  } else {
    if (c.usual && from::ordinary(bits))
      if (const auto result = by_host(); to::ordinary(result)) return result;
  }
  number n = unpack<From>(bits, c);
  if (n.is_nan()) n = propagate_nan(n, c);
  c.note_denormal(n);
  return round_and_pack<To>(n, c);
}

template <typename To, typename Integer>
typename To::bits from_integer(Integer value, context& c) {
  constexpr auto exact = static_cast<Integer>(std::min<std::uint64_t>(
      std::uint64_t{1} << To::precision, static_cast<std::uint64_t>(std::numeric_limits<Integer>::max())));
  if (c.usual || (value <= exact && value >= -exact))
    return std::bit_cast<typename To::bits>(static_cast<typename element<To>::host>(value));
  return round_and_pack<To>(number::integer(value), c);
}

template <typename From, typename Integer, bool truncates>
Integer to_integer(typename From::bits bits, context& c) {
  using from = element<From>;
  using host = typename from::host;
  constexpr auto limit = static_cast<host>(Integer{1} << (std::numeric_limits<Integer>::digits - 1));
  const auto value = std::bit_cast<host>(bits);
  if (from::ordinary_or_zero(bits) && std::abs(value) < limit && (truncates || c.mode == rounding::nearest)) {
    const auto result = truncates ? static_cast<Integer>(value) : static_cast<Integer>(std::llrint(value));
    if (static_cast<host>(result) != value) c.raised |= inexact;
    return result;
  }
  const rounding mode = truncates ? rounding::toward_zero : c.mode;
  return static_cast<Integer>(to_integer(unpack<From>(bits, c), mode, 8 * sizeof(Integer), c));
}

}  // namespace trapline::fpu
