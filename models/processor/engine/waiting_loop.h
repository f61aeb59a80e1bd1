/// What a guest waits in for something that comes from outside: a loop of which every round leaves memory and
/// devices alone, and registers as they were, or counts in some of them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/processor/engine/decoder.h"

namespace trapline::engine {

/// Whether the instruction computes with general registers and flags, loads from memory and jumps within its
/// segment, and does nothing else.
bool only_computes(const decoded_code&);
/// The general registers that it writes, a bit each.
std::uint32_t registers_written(const decoded_code&);

/// One general register in which a loop counts: each round adds the same to it, and nothing depends on it but
/// whether flags say zero, below, less. As long as those stay the same, a round is like the one before.
class loop_counter {
 public:
  /// @param number of the register
  /// @param registers as the round began with them
  /// @param written those that any instruction of the round writes, a bit each
  loop_counter(unsigned number, const std::uint64_t* registers, std::uint32_t written)
      : number_{number}, registers_{registers}, written_{written}, value_{registers[number]} {}

  /// The round's next instruction.
  void follow(const decoded_code&);

  unsigned number() const { return number_; }
  /// How many rounds behind this one go the same way, as far as that is plain; 0 if it is not.
  std::uint64_t rounds() const;
  /// The register so many rounds behind a round that ended with `value`.
  std::uint64_t after(std::uint64_t rounds, std::uint64_t value) const;

 private:
  // Looked at by flags: where it lies between the least and the greatest number, and whether it is zero.
  struct look {
    std::uint64_t value;
    bool falls;      // as the register rises
    bool is_result;  // of which zero counts
  };
  struct uses {
    unsigned reads = 0, writes = 0;
    bool in_sum = false;     // LEA adds a constant to it
    bool otherwise = false;  // in an address, in part, of another width
  };

  uses uses_of(const decoded_code&, const std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT>&);
  void add(std::uint64_t amount, bool flags);
  void compare(const ZydisDecodedOperand& first, const ZydisDecodedOperand& second);
  std::uint64_t mask() const { return bits_ == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits_) - 1; }
  std::int64_t as_signed(std::uint64_t v) const {
    return static_cast<std::int64_t>(v << (64 - bits_)) >> (64 - bits_);
  }

  unsigned number_;
  const std::uint64_t* registers_;
  std::uint32_t written_;
  std::uint64_t value_;  // of the register, where the round has come to
  std::uint64_t step_ = 0;
  unsigned bits_ = 0;  // its width, as all instructions have it
  bool plain_ = true;
  std::vector<look> looks_;
};

}  // namespace trapline::engine
