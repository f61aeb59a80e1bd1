/// A chip where a bus reaches it. It passes accesses on and sees to it that the chip is called back at its
/// next event, by the timers of whoever hosts it: the SystemC kernel for a physical device, a monitor or a
/// service OS for a device model. Another host can take it over at any instant.
/// Element 13, 14, 15 (Fig. 1) as a bus knows them; which of them is the chip's business.
#pragma once

#include <string>

#include "models/bus/wakeup.h"
#include "models/devices/device.h"

namespace trapline::bus {

class endpoint : private sleeper {
 public:
  /// @param name of the chip, for messages.
  endpoint(std::string name, devices::device& chip, wakeup& host);
  endpoint(const endpoint&) = delete;
  endpoint& operator=(const endpoint&) = delete;

  const std::string& name() const { return name_; }
  devices::device& chip() { return *chip_; }
  const devices::device& chip() const { return *chip_; }
  /// From now on this one answers, which is in the state of the one before and claims what that claims.
  void answer_by(devices::device& chip) { chip_ = &chip; }

  std::uint32_t read(std::uint32_t reg, unsigned width, instant now) {
    const std::uint32_t value = chip_->read(reg, width, now);
    rearm();
    return value;
  }
  void write(std::uint32_t reg, unsigned width, std::uint32_t value, instant now) {
    chip_->write(reg, width, value, now);
    rearm();
  }

  /// Asks for the chip's next event; for whoever changed the chip other than by an access.
  void rearm() {
    if (const instant next = chip_->next_event(); next != armed_) arm(next);
  }
  /// From now on this host's timer calls the chip back; what the one before has promised is off.
  void move_to(wakeup& host);
  /// Nobody is to call it back any more.
  void withdraw();

 private:
  void wake(instant at) override;
  void arm(instant next);

  std::string name_;
  devices::device* chip_;
  wakeup* host_;
  instant armed_ = instant::never();
};

}  // namespace trapline::bus
