/// Where a converter's samples go: whoever records or plays them.
#pragma once

#include <cstdint>

#include "sim/time.h"

namespace trapline::devices {

class sound_output {
 public:
  /// The level from this instant on, until the next call; instants do not run backwards.
  virtual void play(std::int16_t left, std::int16_t right, instant at) = 0;

 protected:
  ~sound_output() = default;
};

}  // namespace trapline::devices
