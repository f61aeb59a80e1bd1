#include "models/processor/engine/undefined_code.h"

#include "models/processor/engine/instruction_prefix.h"

namespace trapline::engine {

namespace {

constexpr unsigned longest_instruction = 15;

// With a memory operand; `digit` is the middle field of ModR/M.
bool one_byte_lockable(std::uint32_t opcode, unsigned digit, bool long_mode) {
  switch (opcode) {
    case 0x82: return !long_mode && digit != 7;
    case 0x80: case 0x81: case 0x83: return digit != 7;  // all but CMP
    case 0x86: case 0x87: return true;                   // XCHG
    case 0xf6: case 0xf7: return digit == 2 || digit == 3;  // NOT, NEG
    case 0xfe: case 0xff: return digit < 2;                 // INC, DEC
    default: return opcode < 0x38 && (opcode & 7) < 2;      // ADD to XOR, into memory
  }
}

bool two_byte_lockable(std::uint32_t opcode, unsigned digit) {
  switch (opcode) {
    case 0xab: case 0xb3: case 0xbb:                        // BTS, BTR, BTC
    case 0xb0: case 0xb1: case 0xc0: case 0xc1: return true;  // CMPXCHG, XADD
    case 0xba: return digit > 4;                              // BTS, BTR, BTC
    case 0xc7: return digit == 1;                             // CMPXCHG8B
    default: return false;
  }
}

}  // namespace

bool is_undefined(library::cpu_env& env, std::uint64_t linear, bool long_mode) {
  const auto next = [&env, &linear] { return cpu_ldub_code_x86_64(&env, linear++); };
  std::uint32_t opcode = next();
  bool lock = false;
  for (unsigned i = 1; is_prefix(opcode, long_mode); ++i) {
    lock |= opcode == prefix_lock;
    if (i == longest_instruction) return false;  // too long, whatever it is
    opcode = next();
  }
  constexpr std::uint32_t escape = 0x0f, group_5 = 0xff;
  if (!lock && opcode != group_5) return false;
  const bool two_bytes = opcode == escape;
  if (two_bytes) opcode = next();
  // What has no ModR/M byte is in neither list, whatever its digit would be.
  if (lock && !two_bytes && !one_byte_lockable(opcode, 0, long_mode) &&
      !one_byte_lockable(opcode, 2, long_mode))
    return true;
  if (lock && two_bytes && !two_byte_lockable(opcode, 1) && !two_byte_lockable(opcode, 5)) return true;
  const std::uint32_t modrm = next();
  const unsigned digit = (modrm >> 3) & 7;
  const bool memory = (modrm & 0xc0) != 0xc0;
  if (!lock) return !memory && (digit == 3 || digit == 5);
  return !memory ||
         !(two_bytes ? two_byte_lockable(opcode, digit) : one_byte_lockable(opcode, digit, long_mode));
}

}  // namespace trapline::engine
