/// The thread of a virtual machine: the host OS schedules it on the processors, HLT blocks it, and each
/// exit leads through the kernel VMM's run loop to the place that answers.
/// Element 516, 517 (Fig. 5) run on it; blocks 201-211 (Fig. 2) as kernel_vmm.h lists them
#pragma once

#include <vector>

#include "models/hosted/io_thread.h"
#include "models/hosted/thread_sleep.h"
#include "models/hosted/user_vmm.h"
#include "models/vmm/machines/guest_domain.h"

namespace trapline::hosted {

class kernel_vmm;

class vm_thread final : public vmm::guest_domain, private unseen_writes {
 public:
  vm_thread(kernel_vmm&, vmm::virtual_machine&, const engine::instruction_costs&);

  /// Writes to these ports, if their device models are in user mode, are complete when this thread is signalled.
  void signals(std::vector<vmm::address_range> events, io_thread& to) {
    events_.push_back({std::move(events), to});
  }
  /// Sleeping and waking takes time; before it sleeps it may poll.
  void sleeps(const vmm::halt_poll_settings&);
  void run(processor::physical_processor&) override;
  void polled(const processor::physical_processor& by) override { sleep_->polled(by); }

 private:
  struct event {
    std::vector<vmm::address_range> of;
    io_thread& to;
  };

  bool may_have_any() override { return !machine().unseen.empty() || !events_.empty(); }
  std::optional<vmm::ioreq> take() override;
  /// A write that the guest goes on without. @return whether it is one.
  bool completes(const vmm::ioreq& operation);
  /// Whether it is for a device whose writes the guest does not wait for while its model is in user mode.
  bool is_unawaited(const vmm::ioreq&);
  /// A device model has been moved to `host`: what was written to it before comes first.
  void catch_up(vmm::model_host& host);
  std::uint64_t handle(const vmm::ioreq& operation, vmm::model_host&) override;

  /// Block 204. @param within whether the model is in the kernel VMM, else elsewhere in the host OS.
  std::uint64_t answer_in_kernel(vmm::model_host&, const vmm::ioreq& operation, bool within);

  void charge_wake_up(processor::step_meter&, processor::physical_processor&) override;

  kernel_vmm& vmm_;
  std::vector<event> events_;
  std::optional<thread_sleep> sleep_;
};

}  // namespace trapline::hosted
