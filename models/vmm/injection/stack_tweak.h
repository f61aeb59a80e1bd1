/// The stack tweak: instead of asking the processor to deliver an interrupt at VM entry, the monitor
/// writes the interrupt's frame on the guest's stack itself and sets CS:IP to the handler, all through
/// the guest's own page tables and descriptors.
/// Block 302 (Fig. 3), the second way. Intel SDM volume 3, 6.12 "Exception and interrupt handling",
/// 20.1.4 (real mode) and 20.3 (virtual-8086 mode).
/// Not modelled: the accessed and dirty bits of the pages and descriptors that it uses; task gates and
/// IA-32e mode, which it leaves to event injection.
#pragma once

#include <cstdint>

#include "models/processor/guest_memory.h"

namespace trapline::vmm {

/// Makes the guest's next instruction the first one of the vector's handler.
/// @return false if it cannot (a task gate, IA-32e mode, a page or descriptor that is not there): the
/// guest is as it was, and the processor has to deliver the interrupt, or the fault that comes of it.
bool tweak_stack(engine::x86_core&, const processor::guest_memory&, std::uint8_t vector);

/// Whether the guest is in a mode in which it may succeed.
bool can_tweak_stack(const engine::register_file&);

}  // namespace trapline::vmm
