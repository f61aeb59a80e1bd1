#include "models/processor/timing/class_memo.h"

#include <array>
#include <atomic>

#include "models/processor/timing/encoding.h"

namespace trapline::timing {

namespace {

// An entry is one word, so that threads read and write it without a lock: the encoding above, below it the
// class and its operands, and a bit that says that something is there.
using entry = std::atomic<std::uint64_t>;
constexpr unsigned class_bits = 6, encoding_shift = class_bits + 3;
constexpr std::uint64_t filled = 1, loads = 2, stores = 4;
constexpr unsigned class_shift = 3;
static_assert(instruction_class_count <= 1u << class_bits);

constexpr unsigned index_bits = 13;
alignas(64) constinit std::array<entry, std::size_t{1} << index_bits> memo{};

// Encodings that differ in the last digit of ModR/M only lie in one line of the host's cache: a code's encodings then
// take fewer of them, and every look-up is one of what was not looked at for long.
entry& entry_of(std::uint64_t encoding) {
  constexpr std::uint64_t golden_ratio = 0x9e37'79b9'7f4a'7c15;
  constexpr unsigned digit_shift = 1, digit_bits = 3;
  constexpr std::uint64_t digit_mask = (1u << digit_bits) - 1;
  const std::uint64_t digit = encoding >> digit_shift & digit_mask;
  const std::uint64_t others = encoding & ~(digit_mask << digit_shift);
  return memo[others * golden_ratio >> (64 - index_bits + digit_bits) << digit_bits | digit];
}

std::uint64_t packed(std::uint64_t encoding, const classified& c) {
  return encoding << encoding_shift | static_cast<std::uint64_t>(c.what) << class_shift |
         (c.stores ? stores : 0) | (c.loads ? loads : 0) | filled;
}

classified unpacked(std::uint64_t word) {
  constexpr std::uint64_t mask = (1u << class_bits) - 1;
  return {static_cast<instruction_class>(word >> class_shift & mask), (word & loads) != 0,
          (word & stores) != 0};
}

}  // namespace

classified classify_by_memo(std::span<const std::uint8_t> bytes, engine::code_size size) {
  const auto encoding = encoding_of(bytes, size);
  if (!encoding) return classify(bytes, size);
  entry& known = entry_of(*encoding);
  const std::uint64_t word = known.load(std::memory_order_relaxed);
  if ((word & filled) != 0 && word >> encoding_shift == *encoding) return unpacked(word);
  const classified c = classify(bytes, size);
  known.store(packed(*encoding, c), std::memory_order_relaxed);
  return c;
}

}  // namespace trapline::timing
