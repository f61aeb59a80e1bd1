#include "models/bus/event_calendar.h"

#include <algorithm>

namespace trapline::bus {

event_calendar::slot event_calendar::add() {
  at_.push_back(instant::never());
  return at_.size() - 1;
}

void event_calendar::set(slot s, instant t) {
  const instant before = at_[s];
  at_[s] = t;
  if (t <= next_) {
    next_ = t;
  } else if (before == next_) {
    next_ = *std::min_element(at_.begin(), at_.end());
  }
}

}  // namespace trapline::bus
