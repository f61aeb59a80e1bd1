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

  /// Blocks 203 and 204. @param within whether the model is in the kernel VMM, else elsewhere in the host OS.
  std::uint64_t answer_in_kernel(vmm::model_host&, const vmm::ioreq& operation, bool within);

  kernel_vmm& vmm_;
};

}  // namespace trapline::hosted
