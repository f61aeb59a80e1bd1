#include "models/vmm/scheduling/round_robin.h"

#include <algorithm>
#include <utility>

namespace trapline::vmm {

void round_robin::give_slot(domain& d) {
  d.slot = left_.size();
  left_.emplace_back();
}

instant round_robin::rolled(instant end, instant at) const {
  if (end > at) return end;
  return end + slice_ * ((at - end).picoseconds() / slice_.picoseconds() + 1);
}

void round_robin::roll(instant at) {
  for (std::size_t cpu = 0; cpu < processors_; ++cpu)
    if (instant& end = slice_end_[cpu]; end <= at && end != instant{} && !waiting_for(cpu))
      end = rolled(end, at);
}

void round_robin::wake(domain& d, instant at) {
  if (d.now != domain::state::blocked) return;
  roll(at);
  d.now = domain::state::runnable;
  d.holds_turn = d.awaits_answer && left_of(d) != duration{};
  if (!d.holds_turn) return queue_.add(d);
  --away_[d.home];
  queue_.add_first(d);
}

domain* round_robin::pick(std::size_t cpu, instant now) {
  domain* d = queue_.take(cpu);
  if (d == nullptr) return nullptr;
  d->now = domain::state::running;
  processors_ = std::max(processors_, cpu + 1);
  const duration left = std::exchange(left_of(*d), {});
  slice_end_[cpu] = std::max(now, d->ready_at) + (left == duration{} ? slice_ : left);
  return d;
}

void round_robin::leave(std::size_t cpu, domain& d, instant now) {
  roll(now);
  const instant end = std::exchange(slice_end_[cpu], instant{});
  const duration left = end > now ? end - now : duration{};
  d.holds_turn = d.holds_turn && d.now == domain::state::runnable && left != duration{};
  if (d.now == domain::state::runnable) {
    left_of(d) = left;
    left == duration{} ? queue_.add(d) : queue_.add_first(d);
  } else if (d.awaits_answer && left != duration{}) {
    left_of(d) = left;
    ++away_[d.home];
  }
}

instant round_robin::turn_ends(std::size_t cpu, const domain& running) const {
  const domain* next = queue_.first(cpu);
  if (next == nullptr || (running.boosted && !next->boosted)) return instant::never();
  // One processor makes way: the one where it ran last.
  if (next->home == cpu && next->goes_before(running)) return next->ready_at;
  return std::max(slice_end_[cpu], next->ready_at);
}

instant round_robin::undisturbed_until(std::size_t cpu, const domain* first, instant others) const {
  if (first != nullptr || away_[cpu] != 0) return instant{};
  return waiting_for(cpu) ? slice_end_[cpu] : rolled(slice_end_[cpu], others);
}

}  // namespace trapline::vmm
