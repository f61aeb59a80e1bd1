/// A virtual machine's own time: the wall clock's, behind by what it was made to stand still. What follows
/// it is told by its users: the time stamp counter and the chips in a guest_time_chip.
#pragma once

#include <algorithm>

#include "sim/time.h"

namespace trapline::vmm {

class guest_clock {
 public:
  /// Guest time at an instant of the wall clock. Never runs backwards, whichever processor's time it is.
  instant of(instant wall) const { return stopped_ || wall < floor_ + behind_ ? floor_ : wall - behind_; }
  /// What the wall clock shows when guest time gets there; never if it stands still before.
  instant due(instant guest) const {
    return guest == instant::never() || (stopped_ && guest > floor_) ? instant::never() : guest + behind_;
  }
  /// What the wall clock showed at an instant that guest time has passed.
  instant shown(instant guest) const { return guest + behind_; }
  /// How far it is behind the wall clock, or was when it stopped.
  duration behind() const { return behind_; }

  void stop(instant wall) {
    floor_ = of(wall);
    stopped_ = true;
  }
  void go_on(instant wall) {
    if (!stopped_) return;
    stopped_ = false;
    if (wall > floor_) behind_ = std::max(behind_, wall - floor_);
  }
  /// Moves on by that much, but not past the wall clock.
  void catch_up(duration by, instant wall) {
    floor_ = of(wall) + std::min(by, behind_);
    behind_ = behind_ - std::min(by, behind_);
  }
  /// A power-on: guest time is the wall clock's again.
  void restart() { *this = {}; }

 private:
  instant floor_;  ///< guest time is not before this; while stopped, it is this
  duration behind_;
  bool stopped_ = false;
};

}  // namespace trapline::vmm
