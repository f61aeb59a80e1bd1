/// What answers in place of a device model's own chips: code that came with an image. The state remains the chips' own,
/// for whoever holds on to them: wires of other devices, drivers, results.
#pragma once

#include <cstddef>

#include "models/devices/device.h"

namespace trapline::vmm {

class serving_code {
 public:
  virtual ~serving_code() = default;

  /// Answers for the model's chip of this number.
  virtual devices::device& chip(std::size_t) = 0;
};

}  // namespace trapline::vmm
