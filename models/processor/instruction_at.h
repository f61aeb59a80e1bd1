/// The instruction that a core is at, as its guest's memory has it.
#pragma once

#include "models/processor/engine/x86_core.h"
#include "models/processor/guest_memory.h"
#include "sim/records/record_listener.h"

namespace trapline::processor {

instruction_view::instruction instruction_at(const engine::x86_core&, const guest_memory&);

}  // namespace trapline::processor
