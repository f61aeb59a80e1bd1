/// The thread of a virtual machine: the host OS schedules it on the processors, HLT blocks it, and each
/// exit leads through the kernel VMM's run loop to the place that answers.
/// Element 516, 517 (Fig. 5) run on it; blocks 201-211 (Fig. 2) as kernel_vmm.h lists them
#pragma once

#include "models/vmm/guest_domain.h"

namespace trapline::hosted {

class kernel_vmm;

class vm_thread final : public vmm::guest_domain {
 public:
  vm_thread(kernel_vmm&, vmm::virtual_machine&, const engine::instruction_costs&);

 private:
  std::uint64_t handle(const vmm::ioreq& operation, vmm::model_host&) override;
  void leave_guest(step_meter&, physical_processor&, block) override;
  /// Nothing: the run loop's cost has it.
  void find_reason(step_meter&, physical_processor&, block) override {}
  void enter_guest(step_meter&, physical_processor&, block) override;
  void complete_emulation(step_meter&, physical_processor&, block) override {}
  void switch_in(step_meter&, physical_processor&) override;

  /// Blocks 203 and 204. @param within whether the model is in the kernel VMM, else elsewhere in the host OS.
  std::uint64_t answer_in_kernel(vmm::model_host&, const vmm::ioreq& operation, bool within);

  kernel_vmm& vmm_;
};

}  // namespace trapline::hosted
