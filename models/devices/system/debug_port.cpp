#include "models/devices/system/debug_port.h"

namespace trapline::devices {

namespace {
constexpr std::uint32_t presence = 0xE9;
}

std::uint32_t debug_port::read(unsigned, unsigned, instant) { return presence; }

void debug_port::write(unsigned, unsigned, std::uint32_t value, instant) {
  ++state_.characters;
  log_.put(static_cast<char>(value & 0xFF));
}

}  // namespace trapline::devices
