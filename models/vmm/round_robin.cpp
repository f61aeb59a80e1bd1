#include "models/vmm/round_robin.h"

#include <algorithm>

namespace trapline::vmm {

void round_robin::enqueue(domain& d) {
  d.now = domain::state::runnable;
  // Behind the last of its own kind, so that the boosted ones stand in front.
  const auto place = d.boosted ? std::find_if(queue_.begin(), queue_.end(),
                                              [](const domain* q) { return !q->boosted; })
                               : queue_.end();
  queue_.insert(place, &d);
}

void round_robin::wake(domain& d) {
  if (d.now == domain::state::blocked) enqueue(d);
}

void round_robin::give_way(domain& d) { enqueue(d); }

domain* round_robin::pick(std::size_t cpu) {
  const auto found = std::find_if(queue_.begin(), queue_.end(), [&](const domain* d) { return d->may_use(cpu); });
  if (found == queue_.end()) return nullptr;
  domain* d = *found;
  queue_.erase(found);
  d->now = domain::state::running;
  return d;
}

bool round_robin::preempts(std::size_t cpu, const domain& running) const {
  return !running.boosted && std::any_of(queue_.begin(), queue_.end(), [&](const domain* d) {
    return d->boosted && d->may_use(cpu);
  });
}

bool round_robin::waiting_for(std::size_t cpu) const {
  return std::any_of(queue_.begin(), queue_.end(), [&](const domain* d) { return d->may_use(cpu); });
}

}  // namespace trapline::vmm
