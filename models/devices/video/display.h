/// What a display adapter's monitor shows, whichever adapter that is.
#pragma once

#include <string>

#include "sim/picture.h"
#include "sim/time.h"

namespace trapline::devices {

class display {
 public:
  /// The characters of a text screen in UTF-8, a line a row; empty in a graphics mode.
  virtual std::string shown_text() const = 0;
  virtual picture shown_picture(instant now) const = 0;

 protected:
  ~display() = default;
};

}  // namespace trapline::devices
