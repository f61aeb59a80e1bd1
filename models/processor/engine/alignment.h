/// Operands in memory that must lie at a multiple of 16: those of 128 bits, but for the instructions made to
/// take any. Intel SDM volume 2, 2.4 (exception types 1, 2 and 4).
#pragma once

#include "models/processor/engine/decoder.h"

namespace trapline::engine {

bool needs_alignment(const decoded_code&);

/// Of what the library calls an access: its alignment, as it is asked for by translated code.
namespace access_alignment {
inline constexpr unsigned by_16 = 4u << 4, memory_operation_shift = 4, mask = 7u << 4;
/// @param operation as the library's slow path is told it
constexpr bool is_by_16(unsigned operation) { return (operation >> memory_operation_shift & mask) == by_16; }
}  // namespace access_alignment

}  // namespace trapline::engine
