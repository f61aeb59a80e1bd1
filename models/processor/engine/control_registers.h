/// What may be written to control registers: anything else is #GP(0). Intel SDM volume 2, MOV to control
/// registers; volume 3, 2.5, 4.1.2 and 9.8.5.
#pragma once

#include <cstdint>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

/// @param which 0, 3, 4 or 8
bool may_write_control_register(const core_state&, int which, std::uint64_t value);

}  // namespace trapline::engine
