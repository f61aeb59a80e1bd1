/// What governs a floating-point operation and what it finds. Intel SDM volume 1, 4.8 and 4.9.
#pragma once

#include <cstdint>

#include "models/processor/engine/fpu/number.h"

namespace trapline::fpu {

/// The exceptions, as they lie in the x87 status and control words and in MXCSR.
inline constexpr std::uint8_t invalid = 0x01, denormal_operand = 0x02, zero_divide = 0x04, overflow = 0x08,
                              underflow = 0x10, inexact = 0x20, all_exceptions = 0x3f;
/// The stack was full or empty; beside `invalid`, and in the status word only.
inline constexpr std::uint8_t stack_fault = 0x40;
/// Those that are found before there is a result; unmasked, they leave the operands as they are.
inline constexpr std::uint8_t before_computation = invalid | denormal_operand | zero_divide | stack_fault;

enum class rounding : std::uint8_t { nearest, down, up, toward_zero };

/// Which of two NaNs is the result. SDM volume 1, table 4-7.
enum class nan_choice : std::uint8_t {
  larger,  ///< x87: a quiet one before a signaling one, then the larger significand, then the positive one
  first,   ///< SSE: the first operand if it is one
};

struct context {
  rounding mode = rounding::nearest;
  std::uint8_t unmasked = 0;
  bool denormals_are_zero = false;
  bool flush_to_zero = false;
  bool nearest_and_masked = false;  ///< nearest, all masked, denormals as they are
  bool usual = false;  ///< nearest, all masked, denormals as they are, and `inexact` was found before
  nan_choice choice = nan_choice::larger;
  std::uint8_t raised = 0;
  bool rounded_up = false;  ///< in magnitude
  bool stack_was_full = false;

  number raise_invalid() {
    raised |= invalid;
    return number::indefinite();
  }
  /// Only reached by operands that are otherwise valid.
  void note_denormal(const number& a) {
    if (a.denormal) raised |= denormal_operand;
  }
  /// Whether there is no result: an unmasked exception came before it, and what came after does not count.
  bool stopped() {
    if ((raised & unmasked & before_computation) == 0) return false;
    raised &= before_computation;
    return true;
  }
};

/// The result if one operand is a NaN or an encoding that is not supported.
number propagate_nan(const number& a, const number& b, context&);
inline number propagate_nan(const number& a, context& c) { return propagate_nan(a, a, c); }

}  // namespace trapline::fpu
