#include "models/processor/engine/store/host_code.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "models/processor/engine/store/host_opcodes.h"

namespace trapline::engine {

using namespace host_opcodes;

namespace {

/// Where the parts of an instruction lie, from its begin.
struct parts {
  std::size_t length = 0;            ///< 0: not known
  std::uint8_t displacement_at = 0;  ///< of a RIP-relative operand; 0: there is none
  std::uint8_t immediate_at = 0;
  std::uint8_t immediate_bytes = 0;
  bool relative = false;
  bool through_memory = false;  ///< CALL or JMP to the address in memory
  bool names_only = false;      ///< LEA
};

// Longest instruction, so that looking at its opcode never reaches behind the code.
constexpr std::size_t longest = 15;

// What simple_instruction() reads.
constexpr std::size_t simple_bytes = 3;

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

// Constants lie behind the instructions, from the first that one of those reads.
class reference_finder {
 public:
  reference_finder(std::span<const std::uint8_t> code, std::uintptr_t before,
                   std::vector<outside_reference>& all)
      : code_{code},
        begin_{reinterpret_cast<std::uintptr_t>(code.data())},
        before_{before},
        instructions_end_{code.size()},
        all_{all} {
    pointers_.clear();
  }

  /// Goes through the code from its begin and from the middle at once, so that the processor has something to do
  /// while it waits for an instruction's length to tell where the next one is.
  bool find(std::size_t middle) {
    std::size_t first = 0, second = middle;
    while (first < middle && second < instructions_end_) {
      first = behind(first, middle);
      second = behind(second, instructions_end_);
    }
    while (first < middle) first = behind(first, middle);
    while (second < instructions_end_) second = behind(second, instructions_end_);
    return first == middle && second == instructions_end_ && look_at_constants();
  }

 private:
  // The instruction behind this one; beyond all if this one cannot be moved, or reaches beyond the end.
  std::size_t behind(std::size_t i, std::size_t end) {
    if (code_.size() - i >= simple_bytes) {
      const simple_parts p = simple_instruction(code_.data() + i);
      const std::size_t next = i + p.length;
      if (p.length && next <= end) {
        if (p.relative) add_if_outside(next - 4);
        if (p.by_rip && !refer(code_.data() + next - 4, next, p.names_only, !p.names_only)) return nowhere;
        return next;
      }
    }
    return behind_other(i, end);
  }

  std::size_t behind_other(std::size_t i, std::size_t end) {
    // Near its end the code is looked at in a copy with room behind it.
    std::array<std::uint8_t, 2 * longest> tail{};
    const std::uint8_t* here = code_.data() + i;
    if (code_.size() - i < tail.size()) {
      std::copy(code_.begin() + static_cast<std::ptrdiff_t>(i), code_.end(), tail.begin());
      here = tail.data();
    }
    const parts p = decoder{here}.decode();
    if (p.length == 0 || i + p.length > end) return nowhere;
    if (p.relative) add_if_outside(i + p.immediate_at);
    if (p.displacement_at && !refer(here + p.displacement_at, i + p.length, p.names_only, p.through_memory))
      return nowhere;
    if (p.immediate_bytes == 8 && looks_like_address(read(here + p.immediate_at, 8))) return nowhere;
    return i + p.length;
  }

  // To what lies so far from the next instruction.
  bool refer(const std::uint8_t* displacement, std::size_t next, bool names_only, bool through_memory) {
    const auto distance = static_cast<std::int32_t>(read(displacement, 4));
    const std::uintptr_t target =
        begin_ + next + static_cast<std::uintptr_t>(static_cast<std::intptr_t>(distance));
    if (target < before_ || target >= begin_ + code_.size()) return false;
    if (names_only) return true;
    if (target < begin_ + next) return false;
    instructions_end_ = std::min(instructions_end_, static_cast<std::size_t>(target - begin_));
    if (through_memory) pointers_.push_back(static_cast<std::uint32_t>(target - begin_));
    return true;
  }

  void add_if_outside(std::size_t field) {
    const auto distance = static_cast<std::int32_t>(read(code_.data() + field, 4));
    const std::uintptr_t target =
        begin_ + field + 4 + static_cast<std::uintptr_t>(static_cast<std::intptr_t>(distance));
    if (target < before_ || target >= begin_ + code_.size())
      all_.push_back({static_cast<std::uint32_t>(field), false, target});
  }

  bool look_at_constants() {
    for (std::size_t i = instructions_end_; i + 8 <= code_.size(); i += 8) {
      const std::uint64_t value = read(code_.data() + i, 8);
      if (std::ranges::find(pointers_, static_cast<std::uint32_t>(i)) != pointers_.end()) {
        all_.push_back({static_cast<std::uint32_t>(i), true, value});
      } else if (looks_like_address(value)) {
        return false;
      }
    }
    return true;
  }

  static constexpr std::size_t nowhere = ~std::size_t{0};

  std::span<const std::uint8_t> code_;
  std::uintptr_t begin_, before_;
  std::size_t instructions_end_;
  static thread_local std::vector<std::uint32_t>
      pointers_;  ///< to constants that are addresses; its memory stays
  std::vector<outside_reference>& all_;
};

thread_local std::vector<std::uint32_t> reference_finder::pointers_;

}  // namespace

bool find_outside_references(std::span<const std::uint8_t> code, std::uintptr_t before, std::size_t middle,
                             std::vector<outside_reference>& all) {
  const std::size_t had = all.size();
  if (reference_finder{code, before, all}.find(middle)) return true;
  // What looks wrong from the middle on may be constants that the first half has not been seen to read yet.
  all.resize(had);
  return middle != 0 && reference_finder{code, before, all}.find(0);
}

}  // namespace trapline::engine
