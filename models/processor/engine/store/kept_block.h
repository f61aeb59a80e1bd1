/// A translated block as it is kept for whoever meets the same code again: one piece of memory, the same in a
/// process and in a file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace trapline::engine {

/// What decides how code is translated, besides its bytes.
struct translation_question {
  std::uint64_t pc = 0, cs_base = 0;
  std::uint32_t flags = 0, cflags = 0;
  std::uint64_t described = 0;  ///< what costs and processor description come to

  /// Of the flags, those that decide about few instructions: whether accesses by FS and by GS are checked, and whether
  /// there are SSE registers. A system translates most of its code with several of their values.
  static constexpr std::uint32_t seldom_flags = 0x8040'0004;

  friend bool operator==(const translation_question&, const translation_question&) = default;

  /// The same whatever the seldom flags are.
  constexpr std::uint64_t key() const {
    std::uint64_t k = pc * 0x9e37'79b9'7f4a'7c15 ^
                      (cs_base + (flags & ~seldom_flags)) * 0xc2b2'ae3d'27d4'eb4f ^
                      cflags * 0x1656'67b1'9e37'79f9u ^ described;
    k = (k ^ k >> 29) * 0xbf58'476d'1ce4'e5b9;
    return k ^ k >> 32;
  }
};

/// A sum of words: what was written wrong or cut off gives another one. Four at a time, so that none waits for the
/// product of the one before it.
inline std::uint64_t checksum_of(std::span<const std::byte> bytes) {
  constexpr std::uint64_t factor = 0xff51'afd7'ed55'8ccd;
  const auto mixed = [](std::uint64_t sum, std::uint64_t word) {
    sum = (sum ^ word) * factor;
    return sum ^ sum >> 32;
  };
  std::uint64_t sums[4] = {bytes.size(), 1, 2, 3};
  std::size_t i = 0;
  for (; i + sizeof sums <= bytes.size(); i += sizeof sums) {
    std::uint64_t words[4];
    std::memcpy(words, bytes.data() + i, sizeof words);
    for (std::size_t n = 0; n < 4; ++n) sums[n] = mixed(sums[n], words[n]);
  }
  for (; i < bytes.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + i, bytes.size() - i < 8 ? bytes.size() - i : 8);
    sums[0] = mixed(sums[0], word);
  }
  return mixed(mixed(mixed(sums[0], sums[1]), sums[2]), sums[3]);
}

/// The head; behind it its tables, the guest's code and the host's, in this order. Of 8 bytes' alignment.
struct kept_block {
  struct instruction {
    std::uint32_t cost_up_to;   ///< ticks, to its end
    std::uint32_t flags_state;  ///< what the library notes at its begin, besides its address
    std::uint16_t offset;       ///< of its first byte from the block's
    std::uint16_t host_end;     ///< of its code in the host's
  };
  /// Where an address goes whose base is elsewhere in each process.
  struct reference {
    enum class base : std::uint8_t { way_out, library, program };
    std::uint32_t at : 24, absolute : 1, from : 7;
    std::int32_t offset;
  };
  static constexpr std::uint32_t most_code = 1u << 24;

  std::uint64_t checksum = 0;  ///< of what follows
  translation_question question;
  std::uint64_t jump_arguments[2] = {};
  std::uint32_t bytes = 0;  ///< of all, a multiple of 8
  std::uint32_t code_bytes = 0;
  std::uint32_t references = 0;
  std::uint16_t guest_bytes = 0;
  std::uint16_t instructions = 0;
  std::uint16_t jump_resets[2] = {};
  std::uint32_t indifferent = 0;  ///< of the seldom flags, those that decided nothing about this block

  /// Whether that is what was asked when this was translated, as far as it decided anything.
  bool answers(translation_question q) const {
    q.flags ^= (q.flags ^ question.flags) & indifferent;
    return q == question;
  }
  std::span<const instruction> all_instructions() const {
    return {reinterpret_cast<const instruction*>(begin() + sizeof *this), instructions};
  }
  std::span<const reference> all_references() const {
    return {reinterpret_cast<const reference*>(all_instructions().data() + instructions), references};
  }
  std::span<const std::byte> guest_code() const {
    return {reinterpret_cast<const std::byte*>(all_references().data() + references), guest_bytes};
  }
  std::span<const std::byte> host_code() const { return {guest_code().data() + guest_bytes, code_bytes}; }

  /// What the parts come to, rounded up.
  std::size_t needed() const {
    const std::size_t all = sizeof *this + instructions * sizeof(instruction) +
                            references * sizeof(reference) + guest_bytes + code_bytes;
    return (all + 7) & ~std::size_t{7};
  }
  std::uint64_t sum() const { return checksum_of({begin() + sizeof checksum, bytes - sizeof checksum}); }
  /// Whether `room` bytes from here hold a block that is as it was written.
  bool is_whole(std::size_t room) const {
    return room >= sizeof *this && bytes == needed() && bytes <= room && checksum == sum();
  }

 private:
  const std::byte* begin() const { return reinterpret_cast<const std::byte*>(this); }
};
static_assert(sizeof(kept_block::instruction) == 12 && sizeof(kept_block::reference) == 8 &&
              sizeof(kept_block) % 8 == 0);

}  // namespace trapline::engine
