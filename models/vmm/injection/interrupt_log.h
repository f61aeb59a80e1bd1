/// Follows every interrupt of one virtual machine from the controller's input to the guest's handler
/// and on to its end of interrupt. The controller tells it; the monitor adds the steps it charged.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "models/devices/interrupts/interrupt_controller.h"
#include "models/processor/step_meter.h"
#include "sim/records/records.h"
#include "sim/time.h"

namespace trapline::vmm {

class interrupt_log {
 public:
  static constexpr unsigned lines = devices::interrupt_observer::lines;

  interrupt_log(records&, std::string vm, std::string injection, clock_domain cpu_clock);

  /// Says which device drives a line; results name the interrupt after it.
  void name_source(unsigned irq, const std::string& device);
  /// Its guest has ended: what devices go on asking for does not count.
  void close();

  /// The controller has a new request on a line. One that meets a pending one is merged with it.
  /// In these, `by` is what a monitor is at work on when it happens; null for nothing.
  void requested(unsigned irq, const processor::step_meter* by, instant at);
  /// The request went away before it was acknowledged.
  void withdrawn(unsigned irq);
  /// The processor took it.
  void delivered(unsigned irq, const processor::step_meter* by, instant at);
  void end_of_interrupt(unsigned irq, const processor::step_meter* by, instant at);

  /// Something that a device will ask for an interrupt for, in its own time: the story of the next request
  /// on the line begins with these steps.
  void announced(unsigned irq, const processor::step_meter& by);

  // Of a source that ticks. Ticks that the controller has not been told of count as raised too.
  /// So many were due, missed or not.
  void ticked(unsigned irq, std::uint64_t ticks, duration period);
  void tick_taken(unsigned irq, duration period);
  /// Missed ones that are kept for later.
  void kept_back(unsigned irq, std::uint64_t ticks);
  /// One of those is given to the controller now, which says so itself.
  void let_go(unsigned irq);
  void kept_are_dropped(unsigned irq, std::uint64_t ticks);
  /// Missed ones that are not kept.
  void lost(unsigned irq, std::uint64_t ticks, bool merged);
  /// The guest's own clock is that far behind the wall clock.
  void clock_is_behind(unsigned irq, duration);

 private:
  struct line {
    interrupt_statistics* counts = nullptr;
    bool pending = false;
    bool in_service = false;
    processor::step_meter way;
    std::optional<processor::step_meter> announced_by;
    processor::step_meter story;  ///< the way, with what led to it
  };

  records& records_;
  std::string vm_;
  std::string injection_;
  clock_domain clock_;
  std::array<line, lines> lines_;
};

}  // namespace trapline::vmm
