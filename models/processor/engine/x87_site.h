/// What the call for an x87 instruction, or for FXSAVE or FXRSTOR, needs to know and translated code stores
/// in front of it.
#pragma once

#include <cstdint>

namespace trapline::engine {

struct x87_site {
  std::uint64_t instruction = 0;  ///< its offset in the code segment
  std::uint16_t opcode = 0;       ///< 11 bits
  std::uint8_t segment = 0;       ///< of the operand in memory, in the order of register_file
  std::uint8_t address_bytes = 0;
  bool rex_w = false;
};

}  // namespace trapline::engine
