/// The 8259 pair as a monitor sees its virtual interrupt controller, and what the pair reports turned
/// into the virtual machine's interrupt log.
#pragma once

#include "models/devices/i8259_pair.h"
#include "models/vmm/current_operation.h"
#include "models/vmm/virtual_machine.h"

namespace trapline {

/// Only the acknowledge cycle: the machine's own controller.
class pic_acknowledge final : public vmm::interrupt_controller {
 public:
  explicit pic_acknowledge(devices::i8259_pair& pic) : pic_{pic} {}
  int acknowledge(instant at) override { return pic_.acknowledge(at); }

 private:
  devices::i8259_pair& pic_;
};

/// With the log of a guest's interrupts.
class pic_log final : public devices::i8259_observer {
 public:
  pic_log(vmm::interrupt_log& log, const vmm::current_operation& at_work) : log_{log}, at_work_{at_work} {}

  void requested(unsigned irq, instant at) override { log_.requested(irq, at_work_.steps(), at); }
  void withdrawn(unsigned irq, instant) override { log_.withdrawn(irq); }
  void acknowledged(int irq, int, instant at) override {
    if (irq != spurious) log_.delivered(static_cast<unsigned>(irq), at_work_.steps(), at);
  }
  void end_of_interrupt(unsigned irq, instant at) override {
    log_.end_of_interrupt(irq, at_work_.steps(), at);
  }

 private:
  vmm::interrupt_log& log_;
  const vmm::current_operation& at_work_;
};

}  // namespace trapline
