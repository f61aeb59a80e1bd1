/// What the platform and a monitor ask of an interrupt controller, whichever chip that is.
#pragma once

#include "models/devices/line.h"

namespace trapline::devices {

/// Follows interrupts through a controller without the controller knowing why. The input that joins a
/// controller's own chips is left out.
class interrupt_observer {
 public:
  static constexpr int spurious = -1;
  /// Behind the sixteen lines of the platform's controllers: the timer of a local APIC.
  static constexpr unsigned local_timer = 16, lines = 17;
  static constexpr int polled = -1;

  /// The request register took the line. A level that stays high is taken once.
  virtual void requested(unsigned irq, instant at) = 0;
  /// The line fell, or the chip was initialized, before anybody acknowledged.
  virtual void withdrawn(unsigned irq, instant at) = 0;
  /// @param irq or `spurious`, which the cascade input is too if no slave answers for it.
  /// @param vector or `polled`.
  virtual void acknowledged(int irq, int vector, instant at) = 0;
  /// By command, automatically, or because the chip was initialized.
  virtual void end_of_interrupt(unsigned irq, instant at) = 0;

 protected:
  ~interrupt_observer() = default;
};

class interrupt_controller {
 public:
  /// The input of an interrupt line.
  virtual line_sink& irq(unsigned n) = 0;
  /// The processor's interrupt pin.
  virtual output_line& intr() = 0;
  /// Whether a request on line n would come through: initialized and not masked.
  virtual bool listens_to(unsigned n) const = 0;
  /// The processor takes an interrupt: always a vector. What the observer hears of it comes before the
  /// answer.
  virtual int acknowledge(instant at) = 0;
  /// One at a time; null for none.
  virtual void observe(interrupt_observer*) = 0;

 protected:
  ~interrupt_controller() = default;
};

/// One of the processor's own, which the others' requests pass: the local APIC.
class local_interrupt_controller : public interrupt_controller {
 public:
  /// What the platform's controller is asked through this one; to be called once, before anything else.
  virtual void stand_before(interrupt_controller& external) = 0;
  /// Where the external controller's request comes in.
  virtual line_sink& external_request() = 0;
  /// CR8.
  virtual unsigned task_priority() const = 0;
  virtual void set_task_priority(unsigned, instant) = 0;
  /// As IA32_APIC_BASE has it: off, the external controller's request passes as if there were none.
  virtual void switch_on(bool, instant) = 0;

 protected:
  ~local_interrupt_controller() = default;
};

}  // namespace trapline::devices
