/// What a monitor knows of a clock that shows date and time, whichever chip that is.
#pragma once

#include "sim/time.h"

namespace trapline::devices {

/// A date and time of day; the machine's idea of it when it is switched on.
struct calendar_time {
  unsigned year, month, day, hour, minute, second;
};

class calendar_clock {
 public:
  /// As a set-up program does it: the seconds go on as they were. @throws std::invalid_argument if there is no such
  /// time.
  virtual void set_time(const calendar_time&, instant now) = 0;
  virtual calendar_time time(instant now) = 0;

 protected:
  ~calendar_clock() = default;
};

}  // namespace trapline::devices
