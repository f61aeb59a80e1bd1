/// What a virtual machine's time asks of a device that ticks.
#pragma once

#include "sim/time.h"

namespace trapline::vmm {

class tick_source {
 public:
  /// The time between its ticks; zero while they are not regular.
  virtual duration period() const = 0;
  /// Whether its line stands until the guest has looked, and hides the ticks in between.
  virtual bool stands() const = 0;
  /// Makes one that stands say again that a tick has come.
  virtual void repeat(instant guest_time) = 0;

 protected:
  ~tick_source() = default;
};

}  // namespace trapline::vmm
