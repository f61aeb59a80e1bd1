/// The user-mode virtual machine monitor: the device models in the host's user space, one process a
/// virtual machine. It runs in the thread that ran the virtual machine, which returns to user mode for
/// it and goes back by an ioctl: nobody else has to be scheduled.
/// Element 513 (Fig. 5) is in it; the patent's text calls this part "user mode virtual machine monitor
/// 515", a number that figure 5 gives to the virtual machines 515-1 to 515-N.
/// Blocks 206-210 (Fig. 2), as a hosted monitor has them
/// Not modelled: threads of its own besides those of I/O events (its timers run in the thread that takes the interrupt), and the
/// control panel (element 514).
#pragma once

#include <optional>

#include "models/processor/step_meter.h"
#include "models/vmm/machines/virtual_machine.h"
#include "models/vmm/virtual_time/timer_board.h"

namespace trapline::hosted {

class host_os;

/// The writes to device models in user mode that a virtual machine has not waited for.
class unseen_writes {
 public:
  /// Whether it is worth looking, which takes the processor's turn.
  virtual bool may_have_any() = 0;
  /// The next that is to be carried out; nothing if all are.
  virtual std::optional<vmm::ioreq> take() = 0;

 protected:
  ~unseen_writes() = default;
};

class user_vmm {
 public:
  explicit user_vmm(host_os& host) : host_{host} {}

  /// Blocks 206 to 210 of an access, after the writes that nobody has carried out yet. @return what was read.
  std::uint64_t answer(vmm::virtual_machine&, unseen_writes&, const vmm::ioreq&, processor::step_meter&,
                       processor::physical_processor&);
  /// Keeps the promises of its device models that are due.
  void timer_signal(processor::step_meter&, processor::physical_processor&);

  vmm::timer_board& timers() { return timers_; }
  const vmm::timer_board& timers() const { return timers_; }

 private:
  void carry_out(vmm::virtual_machine&, unseen_writes&, processor::step_meter&,
                 processor::physical_processor&);

  host_os& host_;
  vmm::timer_board timers_;
};

}  // namespace trapline::hosted
