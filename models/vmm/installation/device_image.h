/// The software image of a device model, as a monitor gets, verifies and installs it ([0033]).
/// Element 1111 (Fig. 1), 5111 (Fig. 5) comes from one
#pragma once

#include <cstdint>
#include <string>

#include "models/vmm/board/board.h"

namespace trapline::vmm {

class device_image {
 public:
  virtual ~device_image() = default;

  /// What a channel has to carry and the monitor's memory to hold, in bytes.
  virtual std::uint64_t bytes() const = 0;
  /// Finds out whether it is what it says and fits the model that serves, in block 402: nothing of it serves
  /// meanwhile. @return why it may not be installed; empty if it may.
  virtual std::string fault(board&, device_model&) = 0;
  /// An instance of it takes over the state of the model that serves, at the instant of the switch.
  /// @return why it could not; then the model is what it was.
  virtual std::string take_over(device_model&) = 0;
};

/// Where the images of device models are.
class image_library {
 public:
  /// Null if there is no image for such a device of that virtual machine.
  virtual device_image* image_of(const std::string& vm, const std::string& device) = 0;

 protected:
  ~image_library() = default;
};

}  // namespace trapline::vmm
