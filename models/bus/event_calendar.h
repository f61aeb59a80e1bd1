/// When each physical source of events will act next. A processor that runs ahead of the SystemC
/// kernel asks it how far it may go; the kernel's own queue cannot say, since it also holds the other
/// processors' wake-ups, which are no events of the machine.
#pragma once

#include <cstddef>
#include <vector>

#include "sim/time.h"

namespace trapline::bus {

class event_calendar {
 public:
  using slot = std::size_t;

  /// A new source, with nothing pending.
  slot add();
  void set(slot, instant);
  /// The earliest of all; instant::never() if nothing is pending.
  instant next() const { return next_; }

 private:
  std::vector<instant> at_;
  instant next_ = instant::never();
};

}  // namespace trapline::bus
