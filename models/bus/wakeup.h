/// How a host promises a chip to call it back. For a physical device that is the SystemC kernel, for
/// a device model the timer of whatever monitor or service OS it lives in.
#pragma once

#include "sim/time.h"

namespace trapline::bus {

/// What is called back.
class sleeper {
 public:
  virtual void wake(instant at) = 0;

 protected:
  ~sleeper() = default;
};

class wakeup {
 public:
  virtual ~wakeup() = default;
  /// Replaces whatever was asked for before; instant::never() cancels.
  virtual void call_at(instant, sleeper&) = 0;
};

}  // namespace trapline::bus
