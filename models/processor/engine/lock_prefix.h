/// Which instructions LOCK may stand in front of. The library takes it before others too, and cannot always
/// translate them.
#pragma once

#include <cstdint>

#include "models/processor/engine/library.h"

namespace trapline::engine {

/// Whether the instruction at this linear address is undefined for its LOCK prefix. Intel SDM volume 2, LOCK.
/// Reads no further than the instruction does; may leave by longjmp like any fetch.
bool lock_makes_undefined(library::cpu_env&, std::uint64_t linear, bool long_mode);

}  // namespace trapline::engine
