#include "models/vmm/interrupt_log.h"

#include <algorithm>

namespace trapline::vmm {

interrupt_log::interrupt_log(run_statistics& s, std::string vm, std::string injection, clock_domain cpu_clock)
    : statistics_{s}, vm_{std::move(vm)}, injection_{std::move(injection)}, clock_{cpu_clock} {}

void interrupt_log::name_source(unsigned irq, const std::string& device) {
  lines_[irq].counts = &statistics_.interrupt(vm_, device, injection_);
}

void interrupt_log::requested(unsigned irq, instant at) {
  line& l = lines_[irq];
  if (l.counts == nullptr) return;
  ++l.counts->raised;
  if (l.pending) {
    ++l.counts->merged;
    return;
  }
  l.pending = true;
  l.raised = clock_.edges_by(at);
}

void interrupt_log::withdrawn(unsigned irq) {
  line& l = lines_[irq];
  if (l.counts == nullptr || !l.pending) return;
  l.pending = false;
  ++l.counts->dropped;
}

void interrupt_log::delivered(unsigned irq, const access_record* delivery, instant at) {
  line& l = lines_[irq];
  if (l.counts == nullptr || !l.pending) return;
  l.pending = false;
  l.in_service = true;
  ++l.counts->delivered;
  // The monitor's steps are the last part of the way; what came before them was waiting: for the
  // guest to take interrupts, for a processor, for the steps of somebody else's exit.
  const cycles here = clock_.edges_by(at);
  const cycles all = here > l.raised ? here - l.raised : cycles{};
  const cycles charged = delivery == nullptr ? cycles{} : std::min(delivery->total(), all);
  access_record whole;
  whole.add(301, step::queue, all - charged);
  if (delivery != nullptr && charged == delivery->total())
    for (const charged_step& s : delivery->steps()) whole.add(s.in, s.what, s.took);
  else
    whole.add(302, step::queue, charged);
  l.counts->to_handler.fold(whole);
}

void interrupt_log::end_of_interrupt(unsigned irq, instant at) {
  line& l = lines_[irq];
  if (l.counts == nullptr || !l.in_service) return;
  l.in_service = false;
  access_record whole;
  const cycles here = clock_.edges_by(at);
  whole.add(303, step::handler, here > l.raised ? here - l.raised : cycles{});
  l.counts->to_eoi.fold(whole);
}

}  // namespace trapline::vmm
