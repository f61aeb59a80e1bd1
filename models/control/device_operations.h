/// What an operator does with the device models of virtual machines.
#pragma once

#include <string>

#include "models/vmm/board/place.h"

namespace trapline::control {

class device_operations {
 public:
  /// From now on the device model answers from that place. @pre the VM has it, and the place
  virtual void put(const std::string& vm, const std::string& device, place) = 0;
  /// Its image is fetched by that channel and installed there (figure 4), which takes its time.
  /// @throws wrong_command if the run has no images
  virtual void install(const std::string& vm, const std::string& device, place, const std::string& channel,
                       const std::string& by) = 0;
  /// What was installed is taken out again.
  virtual void remove(const std::string& vm, const std::string& device, const std::string& by) = 0;

 protected:
  ~device_operations() = default;
};

}  // namespace trapline::control
