/// The parts of a result that every platform reports in the same way.
#pragma once

#include "models/devices/sound/sound_source.h"
#include "models/processor/virtual_cpu.h"
#include "models/vmm/machines/guest_fate.h"
#include "platform/configuration/scenario.h"
#include "platform/machine/computing_system.h"
#include "platform/machine/guest_watch.h"
#include "sim/results/results.h"

namespace trapline {

/// A virtual machine's (or the bare machine's) entry, all but its screen.
vm_result result_of(const vm_settings&, const vmm::guest_fate&, const guest_watch&,
                    const processor::virtual_cpu&);
/// Where its software stands, in a line for people: registers, last exceptions, last ports.
std::string standing_of(const processor::virtual_cpu&);
/// What its network card and its sound card have had to do, if it has any.
void add_cards(vmm::board&, vm_result&);
/// Has whoever listens to a machine hear its devices from now on.
void let_hear(vmm::board&, const devices::sound_listeners*);
/// What the display's monitor shows now, as text and as a picture.
void add_screen(vmm::board&, vm_result&);
/// One entry a processor; guest, monitor, service OS and idle add up to its total. The simulation has
/// come as far as the processor that is farthest.
void add_processors(computing_system&, results&);
/// The same while they run: an idle one has been so up to there, whatever it does next.
void add_processors_so_far(const computing_system&, results&);
/// The date at which a VM's clock starts.
devices::calendar_time rtc_start(const calendar_time&);

}  // namespace trapline
