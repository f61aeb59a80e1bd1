/// Interrupt lines that an operator raised: each falls when the guest has taken its interrupt.
#pragma once

#include <cstdint>

#include "models/devices/interrupts/interrupt_controller.h"

namespace trapline {

class injected_lines final : public devices::interrupt_observer {
 public:
  /// @param next hears everything first.
  explicit injected_lines(devices::interrupt_observer& next) : next_{next} {}

  void raise(devices::interrupt_controller& controller, unsigned irq, instant now) {
    controller_ = &controller;
    high_ |= std::uint16_t{1} << irq;
    controller.irq(irq).set_level(true, now);
  }

  void requested(unsigned irq, instant at) override { next_.requested(irq, at); }
  void withdrawn(unsigned irq, instant at) override { next_.withdrawn(irq, at); }
  void acknowledged(int irq, int vector, instant at) override {
    next_.acknowledged(irq, vector, at);
    if (irq < 0 || (high_ >> irq & 1) == 0) return;
    high_ &= ~(1U << irq);
    controller_->irq(static_cast<unsigned>(irq)).set_level(false, at);
  }
  void end_of_interrupt(unsigned irq, instant at) override { next_.end_of_interrupt(irq, at); }

 private:
  devices::interrupt_observer& next_;
  devices::interrupt_controller* controller_ = nullptr;
  unsigned high_ = 0;
};

}  // namespace trapline
