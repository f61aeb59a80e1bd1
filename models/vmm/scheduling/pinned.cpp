#include "models/vmm/scheduling/pinned.h"

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
  d.holds_turn = d.awaits_answer;
  if (!d.holds_turn) return queue_.add(d);
  --away_[d.home];
  queue_.add_first(d);
}

domain* pinned::pick(std::size_t cpu, instant) {
  domain* d = queue_.take(cpu);
  if (d != nullptr) d->now = domain::state::running;
  return d;
}

void pinned::leave(std::size_t, domain& d, instant) {
  d.holds_turn = d.holds_turn && d.now == domain::state::runnable;
  if (d.now == domain::state::runnable)
    queue_.add_first(d);
  else if (d.awaits_answer)
    ++away_[d.home];
}

instant pinned::turn_ends(std::size_t cpu, const domain& running) const {
  const domain* next = queue_.first(cpu);
  return next != nullptr && next->goes_before(running) ? next->ready_at : instant::never();
}

instant pinned::undisturbed_until(std::size_t cpu, const domain* first, instant) const {
  return first != nullptr || away_[cpu] != 0 ? instant{} : instant::never();
}

}  // namespace trapline::vmm
