#include "models/devices/system/test_device.h"

#include <cstring>

namespace trapline::devices {

unsigned test_device::widest_access(unsigned reg) const {
  // A line is one port; the rest takes what is aligned whole.
  if (reg >= line_register && reg < memory_register) return 1;
  return reg % 4 == 0 ? 4 : reg % 2 == 0 ? 2 : 1;
}

std::uint32_t test_device::read(unsigned reg, unsigned width, instant) {
  std::uint32_t value = 0;
  if (reg >= memory_register)
    std::memcpy(&value, &state_.memory[reg - memory_register], width);
  else if (reg < flush_register)
    std::memcpy(&value, &state_.latch[reg], width);
  else
    value = ~0u;
  return value;
}

void test_device::write(unsigned reg, unsigned width, std::uint32_t value, instant now) {
  if (reg >= memory_register) {
    std::memcpy(&state_.memory[reg - memory_register], &value, width);
  } else if (reg < flush_register) {
    std::memcpy(&state_.latch[reg], &value, width);
  } else if (const unsigned n = reg - line_register; reg >= line_register && n < lines_.size()) {
    state_.level[n] = (value & 0xff) != 0;
    lines_[n].set(state_.level[n], now);
  }
}

void test_device::reset(instant now) {
  state_ = {};
  for (output_line& l : lines_) l.set(false, now);
}

void test_device::state_restored() {
  for (std::size_t n = 0; n < lines_.size(); ++n) lines_[n].restore(state_.level[n]);
}

}  // namespace trapline::devices
