#include "models/vmm/interrupt_log.h"

namespace trapline::vmm {

using processor::step_meter;

interrupt_log::interrupt_log(run_statistics& s, std::string vm, std::string injection, clock_domain cpu_clock)
    : statistics_{s}, vm_{std::move(vm)}, injection_{std::move(injection)}, clock_{cpu_clock} {}

void interrupt_log::name_source(unsigned irq, const std::string& device) {
  lines_[irq].counts = &statistics_.interrupt(vm_, device, injection_);
}

void interrupt_log::requested(unsigned irq, const step_meter* by, instant at) {
  line& l = lines_[irq];
  if (l.counts == nullptr) return;
  ++l.counts->raised;
  if (l.pending) {
    ++l.counts->merged;
    return;
  }
  l.pending = true;
  l.way.open_at(clock_.edges_by(at));
  if (by != nullptr) l.way.continue_with(*by, 301, step::queue);
}

void interrupt_log::withdrawn(unsigned irq) {
  line& l = lines_[irq];
  if (l.counts == nullptr || !l.pending) return;
  l.pending = false;
  ++l.counts->dropped;
}

void interrupt_log::delivered(unsigned irq, const step_meter* by, instant at) {
  line& l = lines_[irq];
  if (l.counts == nullptr || !l.pending) return;
  l.pending = false;
  l.in_service = true;
  ++l.counts->delivered;
  // Between its raising and its delivery it waits: for the guest to take interrupts, for a processor,
  // for the steps of somebody else's exit.
  if (by != nullptr) l.way.continue_with(*by, 301, step::queue);
  l.way.wait_until(clock_.edges_by(at), 301, step::queue);
  l.counts->to_handler.fold(l.way.record());
}

void interrupt_log::end_of_interrupt(unsigned irq, const step_meter* by, instant at) {
  line& l = lines_[irq];
  if (l.counts == nullptr || !l.in_service) return;
  l.in_service = false;
  // What the handler has done before is its own, then comes its access to the controller.
  step_meter whole = l.way;
  if (by != nullptr) whole.continue_with(*by, 303, step::handler);
  whole.wait_until(clock_.edges_by(at), 303, step::handler);
  l.counts->to_eoi.fold(whole.record());
}

}  // namespace trapline::vmm
