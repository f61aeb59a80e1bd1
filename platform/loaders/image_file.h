/// The files a machine is started from.
#pragma once

#include <string>

#include "platform/loaders/image_bytes.h"

namespace trapline::loaders {

struct image_file {
  std::string name;  ///< for messages
  image_bytes bytes;
};

/// @throws load_error when it cannot be read, is not a regular file, is empty or larger than 1 GiB
image_file read_image_file(const std::string& path);

}  // namespace trapline::loaders
