/// The functions that are no algebraic ones, correctly rounded: MPFR's results, cut off behind 128 bits with
/// a last bit that stands for the rest. So they are the same on every host, and closer than the one unit in
/// the last place that Intel's manual promises (SDM volume 1, 8.3.10). The argument of the trigonometric ones
/// is taken as it is, and pi as what it is; the processors reduce by a pi of 66 bits. Most operands need none of
/// them: see estimates.h.
#pragma once

#include <utility>

#include "models/processor/engine/fpu/context.h"
#include "models/processor/engine/fpu/number.h"

namespace trapline::fpu {

// All take zeros, infinities and NaNs too. The operands have x87 formats.
/// 2^x - 1
number exponential_minus_1(const number& x, context&);
/// y * log2(x)
number times_logarithm(const number& y, const number& x, context&);
/// y * log2(x + 1)
number times_logarithm_plus_1(const number& y, const number& x, context&);
/// The angle of the point (x, y).
number arctangent(const number& y, const number& x, context&);

/// Whether the argument is too large for the three below (2^63 or more): the guest has to reduce it.
inline bool beyond_trigonometry(const number& x) { return x.is(number::kind::finite) && x.exponent >= 63; }
number sine(const number& x, context&);
number cosine(const number& x, context&);
number tangent(const number& x, context&);

}  // namespace trapline::fpu
