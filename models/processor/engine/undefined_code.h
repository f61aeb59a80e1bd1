/// Instructions that are undefined although the library takes them for defined, and ends the program over
/// some of them: LOCK before what it may not stand before, far calls and jumps through a register.
#pragma once

#include <cstdint>

#include "models/processor/engine/library.h"

namespace trapline::engine {

/// Whether the instruction at this linear address is one of them. Intel SDM volume 2, LOCK, CALL, JMP.
/// Reads no further than the instruction does; may leave by longjmp like any fetch.
bool is_undefined(library::cpu_env&, std::uint64_t linear, bool long_mode);

}  // namespace trapline::engine
