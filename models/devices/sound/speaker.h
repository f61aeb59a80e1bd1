/// Who hears a PC's speaker.
#pragma once

#include <cstdint>

#include "sim/time.h"

namespace trapline::devices {

class speaker_listener {
 public:
  /// From this instant on the membrane is pushed out or not, or swings with the timer's channel 2.
  /// @param tone its period in clocks of the timer, 0 for none: then `out` says where it is.
  virtual void moved(bool out, std::uint32_t tone, instant at) = 0;

 protected:
  ~speaker_listener() = default;
};

}  // namespace trapline::devices
