#include "platform/machine/changing_policies.h"

#include <algorithm>
#include <utility>

namespace trapline {

using vmm::domain;

void changing_scheduler::wake(domain& d, instant at) {
  if (std::ranges::find(known_, &d) == known_.end()) known_.push_back(&d);
  now_->wake(d, at);
}

domain* changing_scheduler::pick(std::size_t cpu, instant now) {
  running_[cpu] = now_->pick(cpu, now);
  return running_[cpu];
}

void changing_scheduler::leave(std::size_t cpu, domain& d, instant now) {
  running_[cpu] = nullptr;
  now_->leave(cpu, d, now);
}

void changing_scheduler::change_to(std::unique_ptr<vmm::domain_scheduler> next, instant now) {
  now_ = std::move(next);
  for (domain* d : known_) d->slot = domain::no_slot;
  std::vector<domain*> waiting = known_;
  for (std::size_t cpu = 0; cpu < running_.size(); ++cpu) {
    domain* d = running_[cpu];
    if (d == nullptr) continue;
    std::erase(waiting, d);
    // As if it woke now and only this processor could take it.
    const domain::state was = std::exchange(d->now, domain::state::blocked);
    const vmm::processor_set may_use = std::exchange(d->processors, vmm::processor_set::only(cpu));
    const instant ready_at = std::exchange(d->ready_at, now);
    now_->wake(*d, now);
    now_->pick(cpu, now);
    d->processors = may_use;
    d->ready_at = ready_at;
    // It may have blocked already and be about to leave.
    d->now = was;
  }
  for (domain* d : waiting)
    if (std::exchange(d->now, domain::state::blocked) == domain::state::runnable) now_->wake(*d, d->ready_at);
}

}  // namespace trapline
