/// What is wrong with an image.
#pragma once

#include <stdexcept>

namespace trapline {

class bad_image : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace trapline
