/// The three binary formats: single and double precision, and the 80 bits of the x87's registers. SDM
/// volume 1, 4.2 and 8.2.
#pragma once

#include <bit>
#include <cstdint>

#include "models/processor/engine/fpu/context.h"
#include "models/processor/engine/fpu/number.h"

namespace trapline::fpu {

inline constexpr std::uint64_t integer_bit = std::uint64_t{1} << 63, quiet_bit = std::uint64_t{1} << 62;

/// A format whose integer bit is implied.
template <typename Bits, int fraction_bits_>
struct binary_format {
  using bits = Bits;
  static constexpr int width = 8 * sizeof(Bits), fraction_bits = fraction_bits_;
  static constexpr int precision = fraction_bits + 1;
  static constexpr int special = (1 << (width - precision)) - 1;  ///< the exponent field of NaN and infinity
  static constexpr int largest = special / 2, smallest = 1 - largest;  ///< exponents
  static constexpr int shift = 63 - fraction_bits;                     ///< to a number's significand
};
using binary32 = binary_format<std::uint32_t, 23>;
using binary64 = binary_format<std::uint64_t, 52>;

/// A register's content, and the format's limits.
struct extended {
  std::uint64_t significand = 0;
  std::uint16_t sign_exponent = 0;

  static constexpr int special = 0x7fff, largest = 16383, smallest = -16382, precision = 64;
  int exponent_field() const { return sign_exponent & special; }
  bool negative() const { return sign_exponent >> 15; }
  bool operator==(const extended&) const = default;
};

template <typename Format>
number unpack(typename Format::bits bits, const context& c) {
  using kind = number::kind;
  number n;
  n.negative = bits >> (Format::width - 1);
  const int field = static_cast<int>(bits >> Format::fraction_bits) & Format::special;
  const std::uint64_t fraction = (static_cast<std::uint64_t>(bits) << Format::shift) & ~integer_bit;
  n.significand = fraction;
  if (field == Format::special) [[unlikely]] {
    n.what = fraction == 0 ? kind::infinity : fraction & quiet_bit ? kind::quiet_nan : kind::signaling_nan;
    n.significand |= integer_bit;
  } else if (field != 0) {
    n.what = kind::finite;
    n.significand |= integer_bit;
    n.exponent = field - Format::largest;
  } else if (fraction != 0 && !c.denormals_are_zero) {
    const int zeros = std::countl_zero(fraction);
    n.what = kind::finite;
    n.denormal = true;
    n.significand <<= zeros;
    n.exponent = Format::smallest - zeros;
  } else {
    n.significand = 0;
  }
  return n;
}

/// @pre n is rounded to the format
template <typename Format>
typename Format::bits pack(const number& n) {
  using kind = number::kind;
  std::uint64_t field = 0;
  switch (n.what) {
    case kind::zero:
      break;
    case kind::finite:
      if (n.significand & integer_bit) field = static_cast<std::uint64_t>(n.exponent + Format::largest);
      break;
    default:
      field = Format::special;
  }
  const std::uint64_t fraction =
      n.what == kind::zero || n.what == kind::infinity ? 0 : (n.significand & ~integer_bit) >> Format::shift;
  return static_cast<typename Format::bits>(static_cast<std::uint64_t>(n.negative) << (Format::width - 1) |
                                            field << Format::fraction_bits | fraction);
}

inline number unpack(const extended& e) {
  using kind = number::kind;
  number n;
  n.negative = e.negative();
  n.significand = e.significand;
  const int field = e.exponent_field();
  if (field != 0 && field != extended::special && (e.significand & integer_bit)) [[likely]] {
    n.what = kind::finite;
    n.exponent = field - extended::largest;
  } else if (field == extended::special) {
    const std::uint64_t fraction = e.significand & ~integer_bit;
    n.what = !(e.significand & integer_bit) ? kind::unsupported
             : fraction == 0                ? kind::infinity
             : fraction & quiet_bit         ? kind::quiet_nan
                                            : kind::signaling_nan;
  } else if (field != 0) {
    n.what = kind::unsupported;
  } else if (e.significand != 0) {
    const int zeros = std::countl_zero(e.significand);
    n.what = kind::finite;
    n.denormal = true;
    n.significand <<= zeros;
    n.exponent = extended::smallest - zeros;
  }
  return n;
}

/// @pre n is rounded to the format
inline extended pack_extended(const number& n) {
  using kind = number::kind;
  int field = 0;
  std::uint64_t significand = n.significand;
  switch (n.what) {
    case kind::zero:
      significand = 0;
      break;
    case kind::finite:
      if (significand & integer_bit) field = n.exponent + extended::largest;
      break;
    case kind::infinity:
      significand = integer_bit;
      [[fallthrough]];
    default:
      field = extended::special;
  }
  return {significand, static_cast<std::uint16_t>(n.negative << 15 | field)};
}

}  // namespace trapline::fpu
