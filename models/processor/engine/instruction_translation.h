/// One instruction of a block on its way through the library's translator: what is emitted in front of it and behind
/// it, what stands in for it, what it costs and whether the block ends with it.
#pragma once

#include "models/processor/engine/library.h"

namespace trapline::engine {

/// In place of the library's function of this name, which it calls.
void translate_instruction(library::disassembly*, void* cpu);

}  // namespace trapline::engine
