/// A floating-point value taken out of its format, or a result that is still to be rounded into one.
#pragma once

#include <cstdint>

namespace trapline::fpu {

struct number {
  enum class kind : std::uint8_t {
    zero,
    finite,
    infinity,
    // no number: see is_nan()
    quiet_nan,
    signaling_nan,
    unsupported,  ///< an encoding of the 80-bit format that the 80387 and later take for invalid
  };

  kind what = kind::zero;
  bool negative = false;
  bool denormal = false;  ///< in the format that it came from
  /// A finite one is significand * 2^(exponent - 63), the significand's top bit being set. A NaN's is that
  /// of the 80-bit format.
  std::int32_t exponent = 0;
  std::uint64_t significand = 0;
  /// The bits that follow the significand; the last stands for all that follow it.
  std::uint64_t below = 0;

  bool is_nan() const { return what >= kind::quiet_nan; }
  bool is(kind k) const { return what == k; }

  static number zero(bool negative) { return {kind::zero, negative, false, 0, 0, 0}; }
  static number infinity(bool negative) { return {kind::infinity, negative, false, 0, 0, 0}; }
  /// The default NaN, the answer to an invalid operation.
  static number indefinite() { return {kind::quiet_nan, true, false, 0, 0xc000'0000'0000'0000, 0}; }
  static number integer(std::int64_t);
  static number one() { return {kind::finite, false, false, 0, std::uint64_t{1} << 63, 0}; }
};

}  // namespace trapline::fpu
