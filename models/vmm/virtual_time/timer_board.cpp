#include "models/vmm/virtual_time/timer_board.h"

#include <algorithm>

#include "models/vmm/scheduling/domain.h"

namespace trapline::vmm {

namespace {

std::size_t kept_on(const timer_queue& q) { return q.keeper() == nullptr ? 0 : q.keeper()->home; }

}  // namespace

void timer_board::look_through() const {
  std::ranges::fill(next_on_, instant::never());
  for (const timer_queue& q : queues_) {
    if (next_on_.size() <= kept_on(q)) next_on_.resize(kept_on(q) + 1, instant::never());
    next_on_[kept_on(q)] = std::min(next_on_[kept_on(q)], q.next());
  }
  stale_ = false;
}

timer_queue& timer_board::next_queue_on(std::size_t cpu) {
  const instant next = next_on(cpu);
  return *std::ranges::find_if(queues_,
                               [&](const timer_queue& q) { return q.next() == next && kept_on(q) == cpu; });
}

void timer_board::fire_due_on(std::size_t cpu, instant now) {
  while (next_on(cpu) <= now) next_queue_on(cpu).fire_next();
}

void timer_board::next_changed(timer_queue& q) {
  stale_ = true;
  if (q.next() != instant::never() && armed) armed(q);
}

}  // namespace trapline::vmm
