#include "models/vmm/round_robin.h"

#include <algorithm>

namespace trapline::vmm {

void round_robin::wake(domain& d, instant) {
  if (d.now != domain::state::blocked) return;
  d.now = domain::state::runnable;
  queue_.add(d);
}

domain* round_robin::pick(std::size_t cpu, instant now) {
  domain* d = queue_.take(cpu);
  if (d == nullptr) return nullptr;
  d->now = domain::state::running;
  slice_end_[cpu] = std::max(now, d->ready_at) + slice_;
  return d;
}

void round_robin::leave(std::size_t, domain& d, instant) {
  if (d.now == domain::state::runnable) queue_.add(d);
}

instant round_robin::turn_ends(std::size_t cpu, const domain& running) const {
  const domain* next = queue_.first(cpu);
  if (next == nullptr || (running.boosted && !next->boosted)) return instant::never();
  return next->boosted && !running.boosted ? next->ready_at : std::max(slice_end_[cpu], next->ready_at);
}

}  // namespace trapline::vmm
