/// What sits at the far end of a serial line knows of the port at this end, whichever chip that is.
#pragma once

#include <cstdint>

#include "sim/time.h"

namespace trapline::devices {

class serial_port {
 public:
  /// A character has come in whole.
  virtual void receive_character(std::uint8_t, instant now) = 0;
  /// Characters that came in wait to be read.
  virtual bool has_unread() const = 0;
  /// Its software listens: it has raised RTS, or wants to be interrupted for data.
  virtual bool listens() const = 0;
  /// Its software may poll: it has set up neither modem control nor interrupts.
  virtual bool may_poll() const = 0;

 protected:
  ~serial_port() = default;
};

}  // namespace trapline::devices
