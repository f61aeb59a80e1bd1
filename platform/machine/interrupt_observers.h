/// Who follows a guest's interrupts through its interrupt controller.
#pragma once

#include "models/devices/interrupts/interrupt_controller.h"
#include "models/vmm/board/board.h"
#include "models/vmm/exits/current_operation.h"
#include "models/vmm/injection/interrupt_log.h"
#include "models/vmm/virtual_time/virtual_time.h"

namespace trapline {

/// Each line of the log has the name of the device that drives it; one that only may drive it comes last.
inline void name_interrupt_sources(vmm::board& devices, vmm::interrupt_log& log) {
  for (const bool by_choice : {true, false})
    for (const vmm::device_model& m : devices.models())
      for (const vmm::device_parts::interrupt& i : m.parts().interrupts())
        if (i.by_choice == by_choice) log.name_source(i.irq, m.device());
  if (const vmm::device_model* local = devices.role<devices::local_interrupt_controller>().second)
    log.name_source(devices::interrupt_observer::local_timer, local->device());
}

/// Writes them into the log of the virtual machine's interrupts.
class interrupt_recorder final : public devices::interrupt_observer {
 public:
  interrupt_recorder(vmm::interrupt_log& log, const vmm::current_operation& at_work)
      : log_{log}, at_work_{at_work} {}

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

/// Tells the virtual machine's time what another observer is told.
class tick_observer final : public devices::interrupt_observer {
 public:
  tick_observer(devices::interrupt_observer& next, vmm::virtual_time& time) : next_{next}, time_{time} {}

  void requested(unsigned irq, instant at) override {
    next_.requested(irq, at);
    time_.requested(irq);
  }
  void withdrawn(unsigned irq, instant at) override {
    next_.withdrawn(irq, at);
    time_.withdrawn(irq);
  }
  void acknowledged(int irq, int vector, instant at) override {
    next_.acknowledged(irq, vector, at);
    if (irq != spurious) time_.taken(static_cast<unsigned>(irq), at);
  }
  void end_of_interrupt(unsigned irq, instant at) override { next_.end_of_interrupt(irq, at); }

 private:
  devices::interrupt_observer& next_;
  vmm::virtual_time& time_;
};

}  // namespace trapline
