/// The bytes that may stand in front of an opcode. Intel SDM volume 2, 2.1.1 and 2.2.1.
#pragma once

#include <cstdint>

namespace trapline::engine {

inline constexpr std::uint32_t prefix_lock = 0xf0, prefix_repne = 0xf2, prefix_rep = 0xf3;

constexpr bool is_prefix(std::uint32_t byte, bool long_mode) {
  switch (byte) {
    case 0x26:
    case 0x2e:
    case 0x36:
    case 0x3e:
    case 0x64:
    case 0x65:  // segments
    case 0x66:
    case 0x67:  // sizes of operand and address
    case prefix_lock:
    case prefix_repne:
    case prefix_rep:
      return true;
    default:
      return long_mode && (byte & 0xf0) == 0x40;  // REX
  }
}

}  // namespace trapline::engine
