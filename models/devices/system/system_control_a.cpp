#include "models/devices/system/system_control_a.h"

namespace trapline::devices {

std::uint32_t system_control_a::read(unsigned, unsigned, instant) { return state_.latch; }

void system_control_a::write(unsigned, unsigned, std::uint32_t value, instant now) {
  const std::uint8_t before = state_.latch;
  // Once locked, only a reset unlocks.
  state_.latch = static_cast<std::uint8_t>((value & kept) | (before & lock_bit));
  security_lock_.set((state_.latch & lock_bit) != 0, now);
  a20_.set((state_.latch & a20_bit) != 0, now);
  if ((state_.latch & ~before & fast_reset_bit) != 0) {
    fast_reset_.set(true, now);
    fast_reset_.set(false, now);
  }
}

void system_control_a::reset(instant now) {
  state_.latch &= a20_bit;
  security_lock_.set(false, now);
}

void system_control_a::set_level(bool high, instant at) {
  state_.latch = static_cast<std::uint8_t>((state_.latch & ~a20_bit) | (high ? a20_bit : 0));
  a20_.set(high, at);
}

}  // namespace trapline::devices
