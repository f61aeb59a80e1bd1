/// A driver for one of the machine's devices, part of the service OS or the host OS: its work is what
/// the device's interrupt asks for.
#pragma once

#include "models/vmm/scheduling/work.h"

namespace trapline::vmm {

class driver : public work {
 public:
  /// Puts the device into the state that the driver expects, when the system boots.
  virtual void set_up(processor::physical_processor&) = 0;
  /// Before that, on a machine whose own firmware has used the device: what set_up() takes for granted of a
  /// device that nobody has touched.
  virtual void take_from_firmware(processor::physical_processor&) {}
};

}  // namespace trapline::vmm
