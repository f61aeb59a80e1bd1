/// FPREM and FPREM1: exact remainders, in steps if the exponents lie far apart. Intel SDM volume 2.
#pragma once

#include "models/processor/engine/fpu/context.h"
#include "models/processor/engine/fpu/number.h"

namespace trapline::fpu {

struct quotient_bits {
  bool defined = false;  ///< there was a remainder
  bool partial = false;  ///< of which more is to be done
  unsigned low = 0;      ///< the quotient's three lowest
};

/// @param nearest the quotient is rounded to nearest (FPREM1), else toward zero
number remainder_of(const number& a, const number& b, bool nearest, quotient_bits&, context&);

}  // namespace trapline::fpu
