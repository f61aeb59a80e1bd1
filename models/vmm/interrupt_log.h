/// Follows every interrupt of one virtual machine from the controller's input to the guest's handler
/// and on to its end of interrupt. The controller tells it; the monitor adds the steps it charged.
#pragma once

#include <array>
#include <string>

#include "sim/access_record.h"
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
  void requested(unsigned irq, instant at);
  /// The request went away before it was acknowledged.
  void withdrawn(unsigned irq);
  /// The processor took it. @param delivery what a monitor charged for it, which ends now; may be null.
  void delivered(unsigned irq, const access_record* delivery, instant at);
  void end_of_interrupt(unsigned irq, instant at);

 private:
  struct line {
    interrupt_statistics* counts = nullptr;
    bool pending = false;
    bool in_service = false;
    cycles raised;
  };

  run_statistics& statistics_;
  std::string vm_;
  std::string injection_;
  clock_domain clock_;
  std::array<line, lines> lines_;
};

}  // namespace trapline::vmm
