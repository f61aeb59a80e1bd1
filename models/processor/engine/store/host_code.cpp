#include "models/processor/engine/store/host_code.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace trapline::engine {

namespace {

/// What follows an opcode. Intel SDM volume 2, appendix A.
struct operands {
  bool known = false;
  bool modrm = false;
  std::uint8_t immediate = 0;  ///< bytes
  bool wide = false;           ///< four bytes, or two with an operand size prefix
  bool relative = false;       ///< the immediate is an address relative to the next instruction
};

using opcode_map = std::array<operands, 256>;

constexpr operands plain{.known = true}, modrm{.known = true, .modrm = true},
    modrm_byte{.known = true, .modrm = true, .immediate = 1},
    modrm_wide{.known = true, .modrm = true, .immediate = 4, .wide = true}, byte{.known = true, .immediate = 1},
    wide{.known = true, .immediate = 4, .wide = true}, jump{.known = true, .immediate = 4, .relative = true};

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

constexpr opcode_map one_byte = one_byte_map(), two_bytes = two_byte_map();

/// Where the parts of an instruction lie, from its begin.
struct parts {
  std::size_t length = 0;  ///< 0: not known
  std::uint8_t displacement_at = 0;  ///< of a RIP-relative operand; 0: there is none
  std::uint8_t immediate_at = 0;
  std::uint8_t immediate_bytes = 0;
  bool relative = false;
  bool through_memory = false;  ///< CALL or JMP to the address in memory
  bool names_only = false;      ///< LEA
};

// Longest instruction, so that looking at its opcode never reaches behind the code.
constexpr std::size_t longest = 15;

class decoder {
 public:
  explicit decoder(const std::uint8_t* code) : begin_{code}, at_{code} {}

  parts decode() {
    bool narrow = false;
    for (; is_prefix(*at_); ++at_) narrow |= *at_ == 0x66;
    std::uint8_t rex = 0;
    if ((*at_ & 0xf0) == 0x40) rex = *at_++;
    const operands what = opcode();
    if (!what.known) return {};
    parts p;
    std::uint8_t bytes = what.immediate;
    if (what.wide && narrow) bytes = 2;
    if (!vector_ && map_ == 1 && (opcode_ & 0xf8) == 0xb8 && (rex & 8)) bytes = 8;
    if (what.modrm) {
      const std::uint8_t m = *at_++;
      const unsigned mode = m >> 6, digit = m >> 3 & 7, rm = m & 7;
      if (!vector_ && map_ == 1 && (opcode_ == 0xf6 || opcode_ == 0xf7) && digit < 2)
        bytes = opcode_ == 0xf6 ? 1 : narrow ? 2 : 4;
      if (mode != 3) {
        const bool no_base = rm == 4 && (*at_ & 7) == 5;
        if (rm == 4) ++at_;
        if (mode == 0 && rm == 5) {
          p.displacement_at = offset();
          p.through_memory = !vector_ && map_ == 1 && opcode_ == 0xff && (digit == 2 || digit == 4);
          p.names_only = !vector_ && map_ == 1 && opcode_ == 0x8d;
        }
        at_ += mode == 1 ? 1 : mode == 2 || (mode == 0 && (rm == 5 || no_base)) ? 4 : 0;
      }
    }
    p.immediate_at = offset();
    p.immediate_bytes = bytes;
    p.relative = what.relative;
    at_ += bytes;
    p.length = offset();
    return p;
  }

 private:
  static bool is_prefix(std::uint8_t b) {
    return b == 0x66 || b == 0xf2 || b == 0xf3 || b == 0xf0 || b == 0x64 || b == 0x65;
  }
  std::uint8_t offset() const { return static_cast<std::uint8_t>(at_ - begin_); }

  operands opcode() {
    opcode_ = *at_++;
    if (opcode_ == 0xc5 || opcode_ == 0xc4) return vector_opcode();
    if (opcode_ != 0x0f) return one_byte[opcode_];
    opcode_ = *at_++;
    if (opcode_ == 0x38 || opcode_ == 0x3a) {
      map_ = opcode_ == 0x38 ? 3 : 4;
      opcode_ = *at_++;
      return map_ == 3 ? modrm : modrm_byte;
    }
    map_ = 2;
    return two_bytes[opcode_];
  }

  operands vector_opcode() {
    vector_ = true;
    unsigned map = 1;
    if (opcode_ == 0xc4) map = *at_++ & 0x1f;
    ++at_;
    opcode_ = *at_++;
    return map == 1 ? two_bytes[opcode_] : map == 2 ? modrm : map == 3 ? modrm_byte : operands{};
  }

  const std::uint8_t* begin_;
  const std::uint8_t* at_;
  std::uint8_t opcode_ = 0;
  unsigned map_ = 1;
  bool vector_ = false;
};

std::uint64_t read(const std::uint8_t* at, std::size_t bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, at, bytes);
  return value;
}

// Where Linux puts programs that are position-independent, libraries, heaps and stacks.
bool looks_like_address(std::uint64_t value) {
  return value >= 0x5000'0000'0000 && value < 0x8000'0000'0000;
}

}  // namespace

bool find_outside_references(std::span<const std::uint8_t> code, std::uintptr_t before,
                             std::vector<outside_reference>& all) {
  const auto begin = reinterpret_cast<std::uintptr_t>(code.data());
  const auto end = begin + code.size();
  // Constants lie behind the instructions, from the first that one of those reads.
  std::size_t instructions_end = code.size();
  std::vector<std::uint32_t> pointers;
  for (std::size_t i = 0; i < instructions_end;) {
    // Near its end the code is looked at in a copy with room behind it.
    std::array<std::uint8_t, 2 * longest> tail{};
    const std::uint8_t* here = code.data() + i;
    if (code.size() - i < tail.size()) {
      std::copy(code.begin() + static_cast<std::ptrdiff_t>(i), code.end(), tail.begin());
      here = tail.data();
    }
    const parts p = decoder{here}.decode();
    if (p.length == 0 || i + p.length > instructions_end) return false;
    const std::uintptr_t next = begin + i + p.length;
    if (p.relative) {
      const auto distance = static_cast<std::int32_t>(read(here + p.immediate_at, 4));
      const std::uintptr_t target = next + static_cast<std::uintptr_t>(static_cast<std::intptr_t>(distance));
      if (target < before || target >= end)
        all.push_back({static_cast<std::uint32_t>(i + p.immediate_at), false, target});
    }
    if (p.displacement_at) {
      const auto distance = static_cast<std::int32_t>(read(here + p.displacement_at, 4));
      const std::uintptr_t target = next + static_cast<std::uintptr_t>(static_cast<std::intptr_t>(distance));
      if (target < before || target >= end) return false;
      if (!p.names_only) {
        if (target < next) return false;
        instructions_end = std::min(instructions_end, static_cast<std::size_t>(target - begin));
        if (p.through_memory) pointers.push_back(static_cast<std::uint32_t>(target - begin));
      }
    }
    if (p.immediate_bytes == 8 && looks_like_address(read(here + p.immediate_at, 8))) return false;
    i += p.length;
  }
  for (std::size_t i = instructions_end; i + 8 <= code.size(); i += 8) {
    const std::uint64_t value = read(code.data() + i, 8);
    if (std::ranges::find(pointers, static_cast<std::uint32_t>(i)) != pointers.end()) {
      all.push_back({static_cast<std::uint32_t>(i), true, value});
    } else if (looks_like_address(value)) {
      return false;
    }
  }
  return true;
}

}  // namespace trapline::engine
