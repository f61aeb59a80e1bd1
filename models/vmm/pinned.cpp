#include "models/vmm/pinned.h"

namespace trapline::vmm {

void pinned::pin(domain& d) {
  std::size_t home = domains_on_.size();
  for (std::size_t cpu = 0; cpu < domains_on_.size(); ++cpu)
    if (d.may_use(cpu) && (home == domains_on_.size() || domains_on_[cpu] < domains_on_[home])) home = cpu;
  d.slot = home;
  if (home == domains_on_.size()) return;
  ++domains_on_[home];
  d.processors = processor_set::only(home);
}

void pinned::wake(domain& d, instant) {
  if (d.now != domain::state::blocked) return;
  if (d.slot == domain::no_slot) pin(d);
  d.now = domain::state::runnable;
  queue_.add(d);
}

domain* pinned::pick(std::size_t cpu, instant) {
  domain* d = queue_.take(cpu);
  if (d != nullptr) d->now = domain::state::running;
  return d;
}

void pinned::leave(std::size_t, domain& d, instant) {
  if (d.now == domain::state::runnable) queue_.add(d);
}

instant pinned::turn_ends(std::size_t cpu, const domain& running) const {
  const domain* next = queue_.first(cpu);
  return next != nullptr && next->boosted && !running.boosted ? next->ready_at : instant::never();
}

}  // namespace trapline::vmm
