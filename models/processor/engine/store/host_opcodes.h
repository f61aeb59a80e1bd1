/// The opcodes of the host's code that the library's generator uses, and what follows each.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace trapline::engine::host_opcodes {

/// What follows an opcode. Intel SDM volume 2, appendix A.
struct operands {
  bool known = false;
  bool modrm = false;
  std::uint8_t immediate = 0;  ///< bytes
  bool wide = false;           ///< four bytes, or two with an operand size prefix
  bool relative = false;       ///< the immediate is an address relative to the next instruction
};

using opcode_map = std::array<operands, 256>;

inline constexpr operands plain{.known = true}, modrm{.known = true, .modrm = true},
    modrm_byte{.known = true, .modrm = true, .immediate = 1},
    modrm_wide{.known = true, .modrm = true, .immediate = 4, .wide = true},
    byte{.known = true, .immediate = 1}, wide{.known = true, .immediate = 4, .wide = true},
    jump{.known = true, .immediate = 4, .relative = true};

constexpr void fill(opcode_map& map, unsigned first, unsigned last, operands what) {
  for (unsigned i = first; i <= last; ++i) map[i] = what;
}

constexpr opcode_map one_byte_map() {
  opcode_map m{};
  for (unsigned row = 0; row < 0x40; row += 8) {
    fill(m, row, row + 3, modrm);
    m[row + 4] = byte;
    m[row + 5] = wide;
  }
  fill(m, 0x50, 0x5f, plain);
  m[0x63] = modrm;
  m[0x68] = wide;
  m[0x69] = modrm_wide;
  m[0x6a] = byte;
  m[0x6b] = modrm_byte;
  fill(m, 0x70, 0x7f, byte);
  m[0x80] = modrm_byte;
  m[0x81] = modrm_wide;
  m[0x83] = modrm_byte;
  fill(m, 0x84, 0x8b, modrm);
  m[0x8d] = modrm;
  m[0x8f] = modrm;
  fill(m, 0x90, 0x99, plain);
  m[0xa8] = byte;
  m[0xa9] = wide;
  fill(m, 0xb0, 0xb7, byte);
  fill(m, 0xb8, 0xbf, wide);
  m[0xc0] = modrm_byte;
  m[0xc1] = modrm_byte;
  m[0xc3] = plain;
  m[0xc6] = modrm_byte;
  m[0xc7] = modrm_wide;
  fill(m, 0xd0, 0xd3, modrm);
  m[0xe8] = jump;
  m[0xe9] = jump;
  m[0xeb] = byte;
  m[0xf6] = modrm;
  m[0xf7] = modrm;
  m[0xfe] = modrm;
  m[0xff] = modrm;
  return m;
}

constexpr opcode_map two_byte_map() {
  opcode_map m{};
  fill(m, 0x10, 0x17, modrm);
  m[0x1f] = modrm;
  fill(m, 0x28, 0x2f, modrm);
  fill(m, 0x40, 0x6f, modrm);
  fill(m, 0x70, 0x73, modrm_byte);
  fill(m, 0x74, 0x76, modrm);
  m[0x77] = plain;
  fill(m, 0x7c, 0x7f, modrm);
  fill(m, 0x80, 0x8f, jump);
  fill(m, 0x90, 0x9f, modrm);
  m[0xa3] = modrm;
  m[0xa4] = modrm_byte;
  m[0xa5] = modrm;
  m[0xab] = modrm;
  m[0xac] = modrm_byte;
  m[0xad] = modrm;
  fill(m, 0xae, 0xb1, modrm);
  m[0xb3] = modrm;
  fill(m, 0xb6, 0xb8, modrm);
  m[0xba] = modrm_byte;
  fill(m, 0xbb, 0xc1, modrm);
  m[0xc2] = modrm_byte;
  m[0xc3] = modrm;
  fill(m, 0xc4, 0xc6, modrm_byte);
  m[0xc7] = modrm;
  fill(m, 0xc8, 0xcf, plain);
  fill(m, 0xd0, 0xff, modrm);
  return m;
}

inline constexpr opcode_map one_byte = one_byte_map(), two_bytes = two_byte_map();

/// Whether a byte is one of the prefixes in use, but for REX.
constexpr bool is_prefix(std::uint8_t b) {
  return b == 0x66 || b == 0xf2 || b == 0xf3 || b == 0xf0 || b == 0x64 || b == 0x65;
}

// --- of most instructions the first two bytes say all

/// Bytes of an operand by its first; 0 if it is relative to the instruction or the next byte decides.
constexpr unsigned operand_length(unsigned m) {
  const unsigned mode = m >> 6, rm = m & 7;
  if (mode == 0 && (rm == 4 || rm == 5)) return 0;
  return 1 + (mode != 3 && rm == 4) + (mode == 1 ? 1 : mode == 2 ? 4 : 0);
}

enum simple_bits : std::uint8_t {
  length_mask = 0x0f,
  by_rip = 0x10,  ///< LEA, or CALL or JMP through memory, with an operand relative to the next instruction
  wide_by_rex = 0x40,  ///< REX.W makes the immediate longer
  is_relative = 0x80,  ///< the last four bytes are, to the next instruction
};

/// What an instruction is by its opcode and the byte behind it, the second in the upper half; 0 of one that is not
/// simple.
constexpr std::uint8_t simple_opening(unsigned opcode, unsigned next) {
  constexpr unsigned escape = 0x0f;
  const bool two = opcode == escape;
  const operands what = two ? two_bytes[next] : one_byte[opcode];
  if (next == (next & 0x38) + 5 && (opcode == 0x8d || (opcode == 0xff && (next == 0x15 || next == 0x25))))
    return 6 | by_rip;
  const bool by_digit = (opcode == 0xf6 || opcode == 0xf7) && (next >> 3 & 7) < 2;
  const unsigned operand = what.modrm ? operand_length(next) : 0;
  if (!what.known || by_digit || (what.modrm && (two || operand == 0))) return 0;
  return static_cast<std::uint8_t>((1 + two + operand + what.immediate) |
                                   ((opcode & ~7u) == 0xb8 ? wide_by_rex : 0) |
                                   (what.relative ? is_relative : 0));
}

constexpr std::array<std::uint8_t, 0x1'0000> simple_openings() {
  std::array<std::uint8_t, 0x1'0000> all{};
  constexpr unsigned escape = 0x0f, values = 256;
  for (unsigned opcode = 0; opcode < values; ++opcode) {
    // Asked once where the byte behind has no say: compilers go only so many steps for a constant.
    const bool next_decides = opcode == escape || one_byte[opcode].modrm;
    const std::uint8_t usual = simple_opening(opcode, 0);
    for (unsigned next = 0; next < values; ++next)
      all[opcode | next << 8] = next_decides ? simple_opening(opcode, next) : usual;
  }
  return all;
}

inline constexpr std::array simple = simple_openings();

struct simple_parts {
  std::size_t length = 0;   ///< 0: the instruction is not simple
  bool relative = false;    ///< its last four bytes are
  bool by_rip = false;      ///< ... those of an operand, of LEA or of CALL or JMP through memory
  bool names_only = false;  ///< LEA
};

inline simple_parts simple_instruction(const std::uint8_t* code) {
  const std::size_t rex = (code[0] & 0xf0) == 0x40;
  const std::uint8_t what = simple[code[rex] | code[rex + 1] << 8];
  if (what == 0 || ((what & wide_by_rex) && (code[0] & 0xf8) == 0x48)) return {};
  return {rex + (what & length_mask), (what & is_relative) != 0, (what & by_rip) != 0, code[rex] == 0x8d};
}

}  // namespace trapline::engine::host_opcodes
