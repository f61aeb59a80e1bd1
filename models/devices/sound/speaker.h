/// A PC's speaker, and who hears it.
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

/// What moves the speaker.
class speaker_source {
 public:
  /// Is told from now on.
  virtual void heard_by(speaker_listener&) = 0;
  /// Null if nobody listens.
  virtual speaker_listener* listener() const = 0;

 protected:
  ~speaker_source() = default;
};

}  // namespace trapline::devices
