#include "models/processor/engine/plain_opening.h"

#include <array>
#include <initializer_list>

#include "models/processor/engine/instruction_prefix.h"

namespace trapline::engine {

namespace {

// Besides REX; so few that no instruction behind them is too long.
constexpr std::size_t most_prefixes = 2;
static_assert(most_prefixes + 1 + 3 == longest_plain_opening);

/// Of an opcode: the digits of ModR/M with which it is plain, a bit each, for operands in memory and in registers, and
/// conditions.
enum opening_bits : std::uint32_t {
  any_digit = 0xff,
  register_shift = 8,
  in_32 = 1u << 16,       ///< in 32-bit code
  in_64 = 1u << 17,       ///< in 64-bit code
  is_string = 1u << 18,   ///< may be repeated
  needs_cmov = 1u << 19,  ///< on a processor that has CMOVcc
  in_code = in_32 | in_64
};
using opcode_map = std::array<std::uint32_t, 256>;

constexpr unsigned digits(std::initializer_list<unsigned> all) {
  unsigned bits = 0;
  for (const unsigned digit : all) bits |= 1u << digit;
  return bits;
}

constexpr std::uint32_t opening(unsigned with_memory, unsigned with_register,
                                std::uint32_t conditions = in_code) {
  return with_memory | with_register << register_shift | conditions;
}

constexpr std::uint32_t anything = opening(any_digit, any_digit);
// What stores where it has loaded from tells the load so.
constexpr std::uint32_t modification = opening(0, any_digit);

constexpr void fill(opcode_map& map, unsigned first, unsigned last, std::uint32_t what = anything) {
  for (unsigned i = first; i <= last; ++i) map[i] = what;
}

constexpr opcode_map one_byte_map() {
  opcode_map m{};
  for (unsigned row = 0x00; row < 0x38; row += 8) {
    fill(m, row, row + 1, modification);  // ADD to XOR
    fill(m, row + 2, row + 5);
  }
  fill(m, 0x38, 0x3d);                                        // CMP
  fill(m, 0x40, 0x4f, opening(any_digit, any_digit, in_32));  // INC, DEC; in 64-bit code REX
  fill(m, 0x50, 0x5f);                                        // PUSH, POP
  m[0x63] = opening(any_digit, any_digit, in_64);             // MOVSXD
  fill(m, 0x68, 0x6b);                                        // PUSH, IMUL
  fill(m, 0x70, 0x7f);                                        // Jcc
  fill(m, 0x80, 0x81, opening(digits({7}), any_digit));       // ADD to CMP
  m[0x83] = m[0x81];
  fill(m, 0x84, 0x85);                                        // TEST
  fill(m, 0x86, 0x87, modification);                          // XCHG
  fill(m, 0x88, 0x8b);                                        // MOV
  m[0x8d] = opening(any_digit, 0);                            // LEA
  fill(m, 0x90, 0x99);                                        // NOP, XCHG, CBW, CWD
  fill(m, 0x9c, 0x9d);                                        // PUSHF, POPF
  fill(m, 0xa0, 0xa3);                                        // MOV
  fill(m, 0xa4, 0xa7, anything | is_string);                  // MOVS, CMPS
  fill(m, 0xa8, 0xa9);                                        // TEST
  fill(m, 0xaa, 0xaf, anything | is_string);                  // STOS, LODS, SCAS
  fill(m, 0xb0, 0xbf);                                        // MOV
  fill(m, 0xc0, 0xc1, modification);                          // shifts
  fill(m, 0xc2, 0xc3, opening(any_digit, any_digit, in_32));  // RET
  fill(m, 0xc6, 0xc7, opening(digits({0}), digits({0})));     // MOV
  m[0xc9] = anything;                                         // LEAVE
  fill(m, 0xd0, 0xd3, modification);                          // shifts
  fill(m, 0xe0, 0xe3);                                        // LOOP, JCXZ
  fill(m, 0xe8, 0xe9);                                        // CALL, JMP
  m[0xeb] = anything;
  m[0xf5] = anything;  // CMC
  fill(m, 0xf6, 0xf7,
       opening(digits({0, 4, 5, 6, 7}), digits({0, 2, 3, 4, 5, 6, 7})));  // TEST, NOT, NEG, MUL, DIV
  fill(m, 0xf8, 0xfd);                                                    // CLC to STD
  m[0xfe] = opening(0, digits({0, 1}));                                   // INC, DEC
  m[0xff] = opening(digits({6}), digits({0, 1, 6}));                      // ... and PUSH
  return m;
}

constexpr opcode_map two_byte_map() {
  opcode_map m{};
  m[0x1f] = opening(digits({0}), digits({0}));           // NOP
  fill(m, 0x40, 0x4f, anything | needs_cmov);            // CMOVcc
  fill(m, 0x80, 0x9f);                                   // Jcc, SETcc
  m[0xa3] = anything;                                    // BT
  fill(m, 0xa4, 0xa5, modification);                     // SHLD
  fill(m, 0xab, 0xad, modification);                     // BTS, SHRD
  m[0xaf] = anything;                                    // IMUL
  fill(m, 0xb0, 0xb1, modification);                     // CMPXCHG
  m[0xb3] = modification;                                // BTR
  fill(m, 0xb6, 0xb7);                                   // MOVZX
  m[0xba] = opening(digits({4}), digits({4, 5, 6, 7}));  // BT to BTC
  m[0xbb] = modification;                                // BTC
  fill(m, 0xbc, 0xbf);                                   // BSF, BSR, MOVSX
  fill(m, 0xc0, 0xc1, modification);                     // XADD
  fill(m, 0xc8, 0xcf);                                   // BSWAP
  return m;
}

constexpr opcode_map one_byte = one_byte_map(), two_bytes = two_byte_map();

// Segments but for CS, of which accesses are checked, the operand's size, and repetition. No LOCK, which not every
// operand may have, and no address size.
bool is_accepted_prefix(std::uint8_t byte, plain_conditions c) {
  switch (byte) {
    case 0x26:
    case 0x36:
    case 0x3e:
    case 0x66:
    case prefix_rep:
    case prefix_repne:
      return true;
    case 0x64:
      return !c.checks_fs;
    case 0x65:
      return !c.checks_gs;
    default:
      return false;
  }
}

}  // namespace

bool is_plain(const std::uint8_t* code, code_size size, plain_conditions conditions) {
  constexpr std::uint8_t escape = 0x0f;
  const bool long_code = size == code_size::bits64;
  std::size_t at = 0;
  bool repeats = false;
  for (; is_accepted_prefix(code[at], conditions); ++at) {
    if (at == most_prefixes) return false;
    repeats |= code[at] == prefix_rep || code[at] == prefix_repne;
  }
  if (long_code && (code[at] & 0xf0) == 0x40) ++at;  // REX
  const bool two = code[at] == escape;
  if (two) ++at;
  const std::uint32_t what = (two ? two_bytes : one_byte)[code[at]];
  const std::uint8_t modrm = code[at + 1];
  const unsigned digit = (modrm >> 3 & 7) + (modrm >= 0xc0 ? register_shift : 0u);
  return (what & (long_code ? in_64 : in_32)) && (what >> digit & 1) && (!repeats || (what & is_string)) &&
         (!(what & needs_cmov) || conditions.has_cmov);
}

}  // namespace trapline::engine
