/// A piece of work in the service OS: a request of a virtual machine, an interrupt for a driver, a
/// timer of the device models.
#pragma once

#include "models/processor/step_meter.h"

namespace trapline::hybrid {

class service_os;

class work {
 public:
  virtual ~work() = default;
  /// Does it, on a processor that runs the service OS, spending what it takes.
  virtual void run(processor::physical_processor&, service_os&) = 0;

 private:
  friend class service_os;
  bool queued_ = false;
};

}  // namespace trapline::hybrid
