/// A driver of the service OS for one of the machine's devices: its work is what the device's
/// interrupt asks for.
#pragma once

#include "models/hybrid/work.h"

namespace trapline::hybrid {

class driver : public work {
 public:
  /// Puts the device into the state that the driver expects, when the service OS boots.
  virtual void set_up(processor::physical_processor&) = 0;
};

}  // namespace trapline::hybrid
