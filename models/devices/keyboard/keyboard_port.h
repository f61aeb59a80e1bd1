/// What a typist, or a driver that passes on what another keyboard sent, knows of a keyboard.
#pragma once

#include <cstdint>
#include <span>

#include "models/devices/keyboard/scan_codes.h"
#include "sim/time.h"

namespace trapline::devices {

class keyboard_port {
 public:
  /// A finger. Pressing what is down and releasing what is up does nothing.
  virtual void press(key_event event, instant now) = 0;
  /// Bytes as a keyboard sends them, scan code set 2.
  virtual void raw_codes(std::span<const std::uint8_t> codes, instant now) = 0;
  /// As firmware leaves the controller before it starts a system.
  virtual void set_up_as_firmware_does(instant now) = 0;

 protected:
  ~keyboard_port() = default;
};

}  // namespace trapline::devices
