/// The wires between a board and the processor's pins besides INTR: A20M#, NMI, FERR#, IGNNE#.
#pragma once

#include <functional>

#include "models/native/bare_processor.h"
#include "models/processor/engine/x86_core.h"
#include "models/vmm/board/board.h"
#include "models/vmm/machines/guest_fate.h"

namespace trapline {

/// With a local APIC the processor says so by CPUID, and its registers are a device's memory; without one its
/// addresses belong to the host bridge's interrupt messages, which are written only and read as zero.
void describe_local_apic(engine::x86_core&, bool present);

/// Accesses to the memory that a device of the board claims are that device's, whichever it is; of a page that holds some, the rest is
/// nobody's, as an adapter has whole pages. After the guest's own memory and describe_local_apic().
void map_device_memory(engine::x86_core&, const vmm::board&);

/// Whether the machine's software has left word in CMOS byte 0Fh that firmware is to go on with it behind a
/// reset, and not to start anew: so does what leaves protected mode by a reset. IBM PC AT Technical
/// Reference, "Shutdown status byte".
bool goes_on_after_reset(vmm::board&);

/// @param a20_changed hears of the gate too; may be empty
void connect_processor(vmm::board&, engine::x86_core&, std::function<void(bool open, instant)> a20_changed);

/// What a processor without a monitor has besides: INTA and FERR#, and a triple fault resets it if that is how its
/// software goes on.
void connect_bare(native::bare_processor&, vmm::board&, vmm::guest_fate&);

}  // namespace trapline
