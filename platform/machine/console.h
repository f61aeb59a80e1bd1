/// Whoever sits at the serial line of a run's first VM: a person at a terminal, or a file.
#pragma once

#include <cstdint>
#include <optional>

#include "sim/time.h"

namespace trapline {

class console {
 public:
  /// The guest has sent it.
  virtual void show(char) = 0;
  /// The next byte for the guest, if there is one now.
  virtual std::optional<std::uint8_t> next() = 0;
  /// Called a few times a simulated second with how far simulated time is; may wait for real time to follow.
  virtual void pace(instant) = 0;

 protected:
  ~console() = default;
};

}  // namespace trapline
