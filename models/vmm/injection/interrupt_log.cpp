#include "models/vmm/injection/interrupt_log.h"

#include <algorithm>

#include "models/vmm/exits/monitor_paths.h"

namespace trapline::vmm {

using processor::step_meter;

interrupt_log::interrupt_log(records& r, std::string vm, std::string injection, clock_domain cpu_clock)
    : records_{r}, vm_{std::move(vm)}, injection_{std::move(injection)}, clock_{cpu_clock} {}

void interrupt_log::name_source(unsigned irq, const std::string& device) {
  lines_[irq].counts = &records_.statistics().interrupt(vm_, device, injection_);
}

void interrupt_log::close() {
  for (line& l : lines_) l.counts = nullptr;
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
  ++l.counts->pending;
  l.way.open_at(clock_.edges_by(at));
  if (by != nullptr) l.way.continue_with(*by, wait_for_guest);
  l.story = by != nullptr && by->began() < l.way.began() ? *by : l.way;
  if (!l.announced_by) return;
  l.story = *l.announced_by;
  l.announced_by.reset();
  l.story.continue_with(l.way, devices_own_time);
}

void interrupt_log::announced(unsigned irq, const step_meter& by) {
  line& l = lines_[irq];
  if (!l.announced_by) l.announced_by = by;
}

void interrupt_log::withdrawn(unsigned irq) {
  line& l = lines_[irq];
  if (l.counts == nullptr || !l.pending) return;
  l.pending = false;
  --l.counts->pending;
  ++l.counts->dropped;
}

void interrupt_log::delivered(unsigned irq, const step_meter* by, instant at) {
  line& l = lines_[irq];
  if (l.counts == nullptr || !l.pending) return;
  l.pending = false;
  l.in_service = true;
  --l.counts->pending;
  ++l.counts->delivered;
  // Between its raising and its delivery it waits: for the guest to take interrupts, for a processor,
  // for the steps of somebody else's exit.
  if (by != nullptr) l.way.continue_with(*by, wait_for_guest);
  l.way.wait_until(clock_.edges_by(at), wait_for_guest);
  records_.deliver({*l.counts, l.way.record(), l.way.began(), nullptr, {}});
}

void interrupt_log::end_of_interrupt(unsigned irq, const step_meter* by, instant at) {
  line& l = lines_[irq];
  if (l.counts == nullptr || !l.in_service) return;
  l.in_service = false;
  // What the handler has done before is its own, then comes its access to the controller.
  l.story.continue_with(l.way, wait_for_guest);
  for (step_meter* whole : {&l.way, &l.story}) {
    if (by != nullptr) whole->continue_with(*by, handler);
    whole->wait_until(clock_.edges_by(at), handler);
  }
  records_.end({*l.counts, l.way.record(), l.way.began(), &l.story.record(), l.story.began()});
}

void interrupt_log::ticked(unsigned irq, std::uint64_t ticks, duration period) {
  interrupt_statistics* counts = lines_[irq].counts;
  if (counts != nullptr) counts->ticks_behind += period * ticks;
}

void interrupt_log::tick_taken(unsigned irq, duration period) {
  if (interrupt_statistics* counts = lines_[irq].counts)
    counts->ticks_behind = counts->ticks_behind - std::min(counts->ticks_behind, period);
}

void interrupt_log::kept_back(unsigned irq, std::uint64_t ticks) {
  interrupt_statistics* counts = lines_[irq].counts;
  if (counts == nullptr) return;
  counts->raised += ticks;
  counts->pending += ticks;
}

void interrupt_log::let_go(unsigned irq) {
  interrupt_statistics* counts = lines_[irq].counts;
  if (counts == nullptr) return;
  --counts->raised;
  --counts->pending;
}

void interrupt_log::kept_are_dropped(unsigned irq, std::uint64_t ticks) {
  interrupt_statistics* counts = lines_[irq].counts;
  if (counts == nullptr) return;
  counts->dropped += ticks;
  counts->pending -= ticks;
}

void interrupt_log::lost(unsigned irq, std::uint64_t ticks, bool merged) {
  interrupt_statistics* counts = lines_[irq].counts;
  if (counts == nullptr) return;
  counts->raised += ticks;
  (merged ? counts->merged : counts->dropped) += ticks;
}

void interrupt_log::clock_is_behind(unsigned irq, duration behind) {
  if (interrupt_statistics* counts = lines_[irq].counts) counts->clock_behind = behind;
}

}  // namespace trapline::vmm
