/// The transcendental functions to some 77 bits, by series and tables: most often enough to tell how the
/// result is rounded to 64, and an order of magnitude sooner than what is correct for every operand.
#pragma once

#include <optional>

#include "models/processor/engine/fpu/number.h"

namespace trapline::fpu {

/// A number that is rounded, in every direction, as the exact one; or nothing.
using estimate = std::optional<number>;

/// @pre operands are finite and not zero
namespace estimates {
estimate sine(const number&);
estimate cosine(const number&);
estimate tangent(const number&);
/// Of the point (x, y).
estimate arctangent(const number& y, const number& x);
/// 2^x - 1
estimate exponential_minus_1(const number&);
/// y * log2(x)
estimate times_logarithm(const number& y, const number& x);
/// y * log2(x + 1)
estimate times_logarithm_plus_1(const number& y, const number& x);
}  // namespace estimates

}  // namespace trapline::fpu
