/// A device model's image in this process: a private copy of its bytes, loaded with its symbols kept to itself.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "include/trapline/device_image.h"

namespace trapline {

class loaded_library {
 public:
  /// @param name for messages. @throws bad_image if the bytes are no image, or of another interface.
  loaded_library(const std::string& name, std::span<const std::byte> bytes);
  ~loaded_library();
  loaded_library(const loaded_library&) = delete;
  loaded_library& operator=(const loaded_library&) = delete;

  const trapline_device& device() const { return *device_; }

 private:
  class private_copy;
  std::unique_ptr<private_copy> copy_;  ///< there for as long as the library is loaded: its name is taken
  void* handle_ = nullptr;
  const trapline_device* device_ = nullptr;
};

}  // namespace trapline
