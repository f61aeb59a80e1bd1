#include "models/vmm/scheduling/run_queue.h"

#include <algorithm>

namespace trapline::vmm {

void run_queue::add(domain& d) {
  queue_.insert(std::ranges::find_if(queue_, [&d](const domain* q) { return d.goes_before(*q); }), &d);
}

void run_queue::add_first(domain& d) {
  queue_.insert(std::ranges::find_if(queue_, [&d](const domain* q) { return !q->goes_before(d); }), &d);
}

void run_queue::withdraw(domain& d) {
  std::erase(queue_, &d);
  d.now = domain::state::blocked;
  d.holds_turn = d.awaits_answer = false;
}

domain* run_queue::take(std::size_t cpu) {
  domain* d = first(cpu);
  if (d != nullptr) queue_.erase(std::ranges::find(queue_, d));
  return d;
}

domain* run_queue::first(std::size_t cpu) const {
  const auto found = std::ranges::find_if(queue_, [cpu](const domain* d) { return d->may_use(cpu); });
  return found == queue_.end() ? nullptr : *found;
}

}  // namespace trapline::vmm
