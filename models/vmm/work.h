/// A piece of work in the operating system that owns the devices: a request of a virtual machine, an
/// interrupt for a driver, a timer of the device models.
#pragma once

#include "models/processor/step_meter.h"

namespace trapline::vmm {

class device_os;

class work {
 public:
  virtual ~work() = default;
  /// Does it, on a processor that runs this system, spending what it takes.
  virtual void run(processor::physical_processor&, device_os&) = 0;

 private:
  friend class device_os;
  bool queued_ = false;
};

}  // namespace trapline::vmm
