/// What ticks in a PC, for the virtual machine's time.
#pragma once

#include "models/devices/timers/i8254.h"
#include "models/devices/timers/mc146818.h"
#include "models/vmm/virtual_time/tick_source.h"

namespace trapline {

/// Counter 0 in a periodic mode.
class pit_ticks final : public vmm::tick_source {
 public:
  explicit pit_ticks(const devices::i8254& pit) : pit_{pit} {}
  duration period() const override { return devices::i8254::clock.span(cycles{pit_.period(0)}); }
  bool stands() const override { return false; }
  void repeat(instant) override {}

 private:
  const devices::i8254& pit_;
};

/// The periodic interrupt.
class rtc_ticks final : public vmm::tick_source {
 public:
  explicit rtc_ticks(devices::mc146818& rtc) : rtc_{rtc} {}
  duration period() const override {
    return devices::mc146818::clock.span(cycles{rtc_.periodic_interrupt_clocks()});
  }
  bool stands() const override { return true; }
  void repeat(instant at) override { rtc_.repeat_periodic_interrupt(at); }

 private:
  devices::mc146818& rtc_;
};

}  // namespace trapline
