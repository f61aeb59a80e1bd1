/// What executes the x87's instructions; x87_table.cpp says which does which.
#pragma once

#include "models/processor/engine/fpu/x87_instruction.h"

namespace trapline::fpu::x87 {

using handler = void(x87_unit&, x87_operation&);

// x87_arithmetic.cpp
enum class operation { add, multiply, subtract, subtract_reversed, divide, divide_reversed };
template <operation>
handler basic;
handler square_root_of_top, change_sign, absolute, round_top, scale, extract, remainder_truncated,
    remainder_nearest;
// x87_compare.cpp
handler compare_with, test, examine, move_if;
// x87_transfer.cpp
handler load, load_decimal, load_register, store_real, store_extended, store_integer, store_truncated,
    store_decimal, finish_store, store_register, exchange;
template <unsigned which>
handler load_constant;
// x87_control.cpp
handler nothing, initialize, clear_exceptions, load_control, store_control, store_status, release,
    decrement_top, increment_top, store_environment, finish_environment, load_environment, store_state,
    finish_state, load_state;
// x87_transcendental.cpp
handler exponential, logarithm, logarithm_plus_1, sine, cosine, sine_and_cosine, tangent, arctangent;

/// A result, rounded to 64 bits whatever the precision control says.
extended rounded_result(const number&, context&);

}  // namespace trapline::fpu::x87
