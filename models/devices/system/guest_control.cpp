#include "models/devices/system/guest_control.h"

namespace trapline::devices {

unsigned guest_control::widest_access(unsigned reg) const {
  return reg == exit_register || reg == region_register ? 4 : 1;
}

std::uint32_t guest_control::read(unsigned, unsigned width, instant) {
  return 0xFFFF'FFFFu >> (32 - 8 * width);
}

void guest_control::write(unsigned reg, unsigned width, std::uint32_t value, instant now) {
  value &= 0xFFFF'FFFFu >> (32 - 8 * width);
  if (reg == exit_register) {
    client_.guest_exit(value, now);
  } else if (reg == region_register && value == 1) {
    ++state_.regions_begun;
    client_.region_begins(now);
  } else if (reg == region_register && value == 0) {
    client_.region_ends(now);
  }
}

}  // namespace trapline::devices
