#include "models/vmm/virtual_time/timer_queue.h"

#include <algorithm>

namespace trapline::vmm {

bus::wakeup& timer_queue::add() { return timers_.emplace_back(*this); }

void timer_queue::timer::call_at(instant t, bus::sleeper& s) {
  const instant before = at;
  at = t;
  sleeper = &s;
  if (t <= owner_.next_)
    owner_.set_next(t);
  else if (before == owner_.next_)
    owner_.set_next(owner_.earliest()->at);
}

timer_queue::timer* timer_queue::earliest() {
  return &*std::min_element(timers_.begin(), timers_.end(),
                            [](const timer& a, const timer& b) { return a.at < b.at; });
}

void timer_queue::set_next(instant t) {
  if (t == next_) return;
  next_ = t;
  if (observer_ != nullptr) observer_->next_changed(*this);
}

void timer_queue::fire_next() {
  timer* t = earliest();
  const instant at = t->at;
  t->at = instant::never();
  set_next(earliest()->at);
  t->sleeper->wake(at);
}

void timer_queue::fire_due(instant now) {
  while (next_ <= now) fire_next();
}

}  // namespace trapline::vmm
