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

// --- of most instructions the length shows without a branch for each of their parts

/// By opcode, those of the second map behind those of the first; in one byte, as few lines of the cache hold them all.
enum simple_bits : std::uint8_t {
  bytes_mask = 0x0f,   ///< of immediate, and the opcode's last; 0 of one that is not simple
  is_relative = 0x10,  ///< the immediate is four bytes to somewhere
  wide_by_rex = 0x20,  ///< REX.W makes the immediate longer
  has_operand = 0x40
};

constexpr std::array<std::uint8_t, 512> simple_opcodes() {
  std::array<std::uint8_t, 512> all{};
  for (unsigned i = 0; i < all.size(); ++i) {
    const operands what = i < 256 ? one_byte[i] : two_bytes[i - 256];
    const bool by_digit = i == 0xf6 || i == 0xf7 || i == 0xff;
    if (!what.known || by_digit) continue;
    all[i] =
        static_cast<std::uint8_t>((1 + what.immediate) | (what.relative ? is_relative : 0) |
                                  ((i & ~7u) == 0xb8 ? wide_by_rex : 0) | (what.modrm ? has_operand : 0));
  }
  return all;
}

/// Bytes of an operand by its first; 0 if it is relative to the instruction or the next byte decides.
constexpr std::array<std::uint8_t, 256> operand_lengths() {
  std::array<std::uint8_t, 256> all{};
  for (unsigned m = 0; m < all.size(); ++m) {
    const unsigned mode = m >> 6, rm = m & 7;
    if (mode == 0 && (rm == 4 || rm == 5)) continue;
    all[m] = static_cast<std::uint8_t>(1 + (mode != 3 && rm == 4) + (mode == 1 ? 1 : mode == 2 ? 4 : 0));
  }
  return all;
}

inline constexpr std::array simple = simple_opcodes();
inline constexpr std::array operand_length = operand_lengths();

struct simple_parts {
  std::size_t length = 0;  ///< 0: the instruction is not simple
  bool relative = false;   ///< its last four bytes are
};

inline simple_parts simple_instruction(const std::uint8_t* code) {
  const std::size_t rex = (code[0] & 0xf0) == 0x40;
  const std::size_t second_map = code[rex] == 0x0f;
  const std::uint8_t* const last = code + rex + second_map;
  const std::uint8_t opcode = simple[256 * second_map + *last];
  const std::size_t operand = operand_length[last[1]];
  const bool longer = (opcode & wide_by_rex) && (code[0] & 0xf8) == 0x48;
  if (opcode == 0 || longer || ((opcode & has_operand) && operand == 0)) return {};
  return {rex + second_map + (opcode & bytes_mask) + (opcode & has_operand ? operand : 0),
          (opcode & is_relative) != 0};
}

}  // namespace trapline::engine::host_opcodes
