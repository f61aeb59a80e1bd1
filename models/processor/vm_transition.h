/// The two transitions between a guest and the software in root mode, step by step.
/// Element 118 (Fig. 1): VMExit, non-root to root; element 119 (Fig. 1): VMEntry, root to non-root
#pragma once

#include "models/processor/step_meter.h"

namespace trapline::processor {

/// The processor leaves the guest and the monitor has its state.
inline void vm_exit(step_meter& m, physical_processor& cpu, cost_sampler& costs, block in) {
  m.charge(cpu, costs, in, {step::hardware_exit, step::save_registers, step::vmread});
}

/// The guest goes on.
inline void vm_entry(step_meter& m, physical_processor& cpu, cost_sampler& costs, block in) {
  m.charge(cpu, costs, in, {step::restore_registers, step::hardware_entry});
}

}  // namespace trapline::processor
