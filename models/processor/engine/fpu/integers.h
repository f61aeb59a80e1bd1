/// Integers in two's complement and in packed decimal, from and to numbers. SDM volume 1, 4.7, 4.8.4, 8.1.7.
#pragma once

#include <array>
#include <cstdint>

#include "models/processor/engine/fpu/context.h"
#include "models/processor/engine/fpu/number.h"

namespace trapline::fpu {

/// Rounded; raises inexact. @pre not a NaN, nor infinity
struct magnitude {
  std::uint64_t value;
  bool fits;  ///< in 64 bits; else nothing was raised
};
magnitude round_to_integer(const number&, rounding, context&);

/// FRNDINT.
number round_to_integral(const number&, context&);

/// `bits` wide; what does not fit is invalid and gives the integer indefinite. @param bits 16, 32 or 64
std::int64_t to_integer(const number&, rounding, int bits, context&);

using packed_decimal = std::array<std::uint8_t, 10>;
packed_decimal to_decimal(const number&, context&);
number from_decimal(const packed_decimal&);

}  // namespace trapline::fpu
