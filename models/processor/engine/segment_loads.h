/// Instructions that load a segment register.
#pragma once

#include "models/processor/engine/decoder.h"

namespace trapline::engine {

/// Whether what follows may have to be translated otherwise because a segment register was loaded.
bool loads_segment(const ZydisDecodedInstruction&);

/// MOV SS and POP SS, which hold off what would come between them and the load of the stack pointer. Intel SDM
/// volume 3, 6.8.3.
bool loads_stack_segment(const decoded_code&);

}  // namespace trapline::engine
