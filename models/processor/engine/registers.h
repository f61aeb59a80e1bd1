/// Between the library's registers and the interface's.
#pragma once

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

register_file read_registers(const core_state&);
/// At an instruction boundary only.
void write_registers(core_state&, const register_file&);

}  // namespace trapline::engine
