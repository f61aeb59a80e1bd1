#include "models/vmm/virtual_time/timer_board.h"

#include <algorithm>
#include <utility>

#include "models/vmm/scheduling/domain.h"

namespace trapline::vmm {

namespace {

std::size_t keeper_of(const timer_queue& q) { return q.keeper() == nullptr ? 0 : q.keeper()->home; }

}  // namespace

void timer_board::look_through() const {
  std::fill_n(next_on_.begin(), std::exchange(kept_on_, 0), instant::never());
  for (const timer_queue& q : queues_) {
    const std::size_t cpu = keeper_of(q);
    kept_on_ = std::max(kept_on_, cpu + 1);
    next_on_[cpu] = std::min(next_on_[cpu], q.next());
  }
  stale_ = false;
}

timer_queue& timer_board::next_queue_on(std::size_t cpu) {
  const instant next = next_on(cpu);
  return *std::ranges::find_if(queues_,
                               [&](const timer_queue& q) { return q.next() == next && keeper_of(q) == cpu; });
}

void timer_board::fire_due_on(std::size_t cpu, instant now) {
  while (next_on(cpu) <= now) next_queue_on(cpu).fire_next();
}

void timer_board::next_changed(timer_queue& q) {
  stale_ = true;
  if (q.next() != instant::never() && armed) armed(q);
}

}  // namespace trapline::vmm
