/// What a PS/2 port sees of the keyboard or mouse at the end of its cable. The device keeps its bytes until
/// the controller lets it send; how long a byte is on the wire is the controller's affair.
#pragma once

#include <cstdint>

#include "sim/time.h"

namespace trapline::devices {

class ps2_device {
 public:
  /// When the byte that is next to be sent is ready; instant::never() if there is none.
  virtual instant ready_at() const = 0;
  /// That byte. It stays the next one until `sent`, so that a transfer cut short can be repeated.
  virtual std::uint8_t peek() const = 0;
  virtual void sent(instant now) = 0;

  /// False while the device tests itself and does not clock in what the host wants to say.
  virtual bool listens() const = 0;
  /// A byte from the host has arrived.
  virtual void hear(std::uint8_t byte, instant now) = 0;

  virtual void advance_to(instant now) = 0;
  virtual instant next_event() const = 0;

 protected:
  ~ps2_device() = default;
};

/// How long a device thinks before it answers; IBM allows 20 ms.
inline constexpr duration ps2_response_time = duration::us(500);

}  // namespace trapline::devices
