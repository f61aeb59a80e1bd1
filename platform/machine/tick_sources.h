/// What ticks in a PC, and what its interrupt controller does with that, for the virtual machine's time.
#pragma once

#include "models/devices/i8254.h"
#include "models/devices/i8259_pair.h"
#include "models/devices/mc146818.h"
#include "models/vmm/virtual_time.h"

namespace trapline {

/// Counter 0 in a periodic mode.
class pit_ticks final : public vmm::tick_source {
 public:
  pit_ticks(const devices::i8254& pit, const devices::i8259_pair& pic) : pit_{pit}, pic_{pic} {}
  duration period() const override {
    return devices::i8254::clock.span(cycles{pit_.period(0)});
  }
  bool heard() const override { return pic_.listens_to(0); }
  bool stands() const override { return false; }
  void repeat(instant) override {}

 private:
  const devices::i8254& pit_;
  const devices::i8259_pair& pic_;
};

/// The periodic interrupt.
class rtc_ticks final : public vmm::tick_source {
 public:
  rtc_ticks(devices::mc146818& rtc, const devices::i8259_pair& pic) : rtc_{rtc}, pic_{pic} {}
  duration period() const override {
    return devices::mc146818::clock.span(cycles{rtc_.periodic_interrupt_clocks()});
  }
  bool heard() const override { return pic_.listens_to(8); }
  bool stands() const override { return true; }
  void repeat(instant at) override { rtc_.repeat_periodic_interrupt(at); }

 private:
  devices::mc146818& rtc_;
  const devices::i8259_pair& pic_;
};

/// Tells the virtual machine's time what another observer is told.
class tick_observer final : public devices::i8259_observer {
 public:
  tick_observer(devices::i8259_observer& next, vmm::virtual_time& time) : next_{next}, time_{time} {}

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
  devices::i8259_observer& next_;
  vmm::virtual_time& time_;
};

}  // namespace trapline
