/// A thread of the user-mode VMM beside the virtual machine's own: the kernel VMM completes a write by signalling it
/// (KVM's ioeventfd), and the thread carries the write out when it comes to run. What the virtual machine's own
/// thread asks a device model comes after every write that was signalled before. The results have what it does as
/// accesses of a VM of the thread's name to the device DEVICE_io_event, from the signal on.
/// Element 513 (Fig. 5): a part of it; blocks 206-208 (Fig. 2), as a hosted monitor has them
/// Not modelled: one event a value (KVM tells a thread of no value: a registered event has its own).
#pragma once

#include <deque>
#include <map>
#include <optional>

#include "models/processor/step_meter.h"
#include "models/vmm/machines/virtual_machine.h"
#include "models/vmm/scheduling/domain.h"

namespace trapline::hosted {

class kernel_vmm;

class io_thread final : public vmm::domain {
 public:
  io_thread(kernel_vmm&, vmm::virtual_machine&, std::string name);

  /// The event of this write is signalled. @param counts where the write itself counts.
  void signal(const vmm::ioreq& write, const path_statistics& counts, const processor::physical_processor&);
  /// The oldest write that is not carried out yet, for the virtual machine's own thread, which is there first.
  std::optional<vmm::ioreq> take();

  void run(processor::physical_processor&) override;

 private:
  struct signalled {
    vmm::ioreq write;
    path_statistics* counts;
    processor::step_meter since;
    std::uint64_t number;
    unsigned resets;  ///< of the devices, before it
  };

  /// What was signalled before the devices were reset is nothing to them.
  void forget_stale();
  void carry_out(processor::physical_processor&, bool after_sleep);

  kernel_vmm& vmm_;
  vmm::virtual_machine& machine_;
  std::deque<signalled> waiting_;
  std::uint64_t number_ = 0;
  std::map<const path_statistics*, path_statistics*> counts_;  ///< by where the write counts
};

}  // namespace trapline::hosted
