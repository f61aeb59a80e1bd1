/// A result that could not be written.
#pragma once

#include <stdexcept>

namespace trapline {

class output_error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace trapline
