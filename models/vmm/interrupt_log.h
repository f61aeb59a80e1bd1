/// Follows every interrupt of one virtual machine from the controller's input to the guest's handler
/// and on to its end of interrupt. The controller tells it; the monitor adds the steps it charged.
#pragma once

#include <array>
#include <string>

#include "models/processor/step_meter.h"
#include "sim/path_statistics.h"
#include "sim/time.h"

namespace trapline::vmm {

class interrupt_log {
 public:
  static constexpr unsigned lines = 16;

  interrupt_log(run_statistics&, std::string vm, std::string injection, clock_domain cpu_clock);

  /// Says which device drives a line; results name the interrupt after it.
  void name_source(unsigned irq, const std::string& device);

  /// The controller has a new request on a line. One that meets a pending one is merged with it.
  /// In these, `by` is what a monitor is at work on when it happens; null for nothing.
  void requested(unsigned irq, const processor::step_meter* by, instant at);
  /// The request went away before it was acknowledged.
  void withdrawn(unsigned irq);
  /// The processor took it.
  void delivered(unsigned irq, const processor::step_meter* by, instant at);
  void end_of_interrupt(unsigned irq, const processor::step_meter* by, instant at);

  /// The way of the interrupt that was last requested on a line, as far as it has come.
  const processor::step_meter& way(unsigned irq) const { return lines_[irq].way; }

 private:
  struct line {
    interrupt_statistics* counts = nullptr;
    bool pending = false;
    bool in_service = false;
    processor::step_meter way;
  };

  run_statistics& statistics_;
  std::string vm_;
  std::string injection_;
  clock_domain clock_;
  std::array<line, lines> lines_;
};

}  // namespace trapline::vmm
