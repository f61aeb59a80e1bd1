#include "models/processor/engine/block_end.h"

#include <cstddef>

#include "models/processor/engine/instruction_prefix.h"

namespace trapline::engine {

namespace {

bool ends_block_0f(std::span<const std::uint8_t> opcode) {
  switch (opcode[1]) {
    case 0x01:
      return opcode.size() > 2 && opcode[2] == 0xf9;  // RDTSCP
    case 0x20:
    case 0x21:  // MOV from CR, DR
    case 0x30:
    case 0x31:
    case 0x32:
    case 0x33:  // WRMSR RDTSC RDMSR RDPMC
    case 0xa2:  // CPUID
      return true;
    default:
      return false;
  }
}

}  // namespace

bool is_pause(std::span<const std::uint8_t> bytes, bool long_mode) {
  bool repeated = false;
  std::size_t at = 0;
  while (at < bytes.size() && is_prefix(bytes[at], long_mode)) {
    if (bytes[at] == prefix_lock) return false;  // #UD
    repeated |= bytes[at++] == prefix_rep;
  }
  return repeated && at < bytes.size() && bytes[at] == 0x90;
}

bool ends_block(std::span<const std::uint8_t> bytes, bool long_mode) {
  std::size_t at = 0;
  while (at < bytes.size() && is_prefix(bytes[at], long_mode)) ++at;
  const auto opcode = bytes.subspan(at);
  if (opcode.empty()) return false;
  switch (opcode[0]) {
    case 0x6c:
    case 0x6d:
    case 0x6e:
    case 0x6f:  // INS, OUTS
    case 0xe4:
    case 0xe5:
    case 0xe6:
    case 0xe7:  // IN, OUT
    case 0xec:
    case 0xed:
    case 0xee:
    case 0xef:
    case 0xce:  // INTO
      return true;
    case 0x0f:
      return opcode.size() > 1 && ends_block_0f(opcode);
    default:
      return false;
  }
}

}  // namespace trapline::engine
