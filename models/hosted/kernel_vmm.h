/// The kernel virtual machine monitor: root software of every processor, a part of the host OS. It takes
/// the exits of the virtual machines' threads, has the in-kernel device models near, and passes what
/// they cannot answer to the host OS ([0040]) or to the user-mode VMM ([0039]).
/// Element 511 (Fig. 5); with user_vmm it is the host VMM, element 510 (Fig. 5)
///
/// The blocks of figure 2, as this monitor has them:
///   201 the guest's access traps: trap
///   202 VMExit: hardware_exit
///   203 the kernel VMM perceives it and looks for an in-kernel device model, which it may not find:
///       run_loop, full_decode, kernel_bus
///   204 an in-kernel device model answers: device_model_kernel; in the host OS outside of the kernel
///       VMM also module_call, between two world_switch if the VMM has a context of its own
///   205 VMEntry: hardware_entry
///   206 the thread returns to user mode: to_user
///   207 the user-mode VMM finds the device model: user_dispatch
///   208 the device model answers: device_model_user, and bus while the host's driver works for it
///   209, 210 the thread goes back to the kernel with the feedback: ioctl_back, one step for both
///   211 VMEntry: hardware_entry
/// Not modelled: host processes that compete with the virtual machines' threads.
#pragma once

#include <memory>

#include "models/hosted/host_os.h"
#include "models/hosted/user_vmm.h"
#include "models/vmm/exits/monitor.h"

namespace trapline::hosted {

class kernel_vmm final : public vmm::monitor {
 public:
  /// @param own_context it does not share the host kernel's address space, so that reaching the host OS
  /// takes world switches.
  kernel_vmm(std::unique_ptr<vmm::domain_scheduler>, cost_sampler, records&, bool own_context);

  host_os& host() { return host_; }
  user_vmm& user() { return user_; }

  vmm::device_os& drivers() override { return host_; }
  instant next_timer(const processor::physical_processor&) const override;
  void serve_timers(processor::step_meter&, processor::physical_processor&) override;

 private:
  void interrupt_for(vmm::driver&, processor::step_meter&, processor::physical_processor&) override;

  host_os host_;
  user_vmm user_;
};

}  // namespace trapline::hosted
