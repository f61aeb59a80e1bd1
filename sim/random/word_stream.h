/// Words of 32 bits, two from each that SplitMix64 gives: made many at a time, since none waits for the one before.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "sim/random/split_mix.h"

namespace trapline {

class word_stream {
 public:
  static constexpr std::size_t most_at_once = 48;

  explicit word_stream(std::uint64_t seed = 0) : state_{seed} {}

  /// The next n, which stay until others are taken. @pre n <= most_at_once
  const std::uint32_t* take(std::size_t n) {
    if (end_ - next_ < n) make_more();
    return &words_[std::exchange(next_, next_ + n)];
  }

 private:
  [[gnu::noinline]] void make_more() {
    const auto left = std::copy(words_.begin() + static_cast<std::ptrdiff_t>(next_),
                                words_.begin() + static_cast<std::ptrdiff_t>(end_), words_.begin());
    next_ = 0;
    // The lower half of each comes first.
    for (end_ = static_cast<std::size_t>(left - words_.begin()); end_ + 2 <= words_.size(); end_ += 2) {
      const std::uint64_t both = split_mix(state_);
      words_[end_] = static_cast<std::uint32_t>(both);
      words_[end_ + 1] = static_cast<std::uint32_t>(both >> 32);
    }
  }

  std::uint64_t state_;
  std::array<std::uint32_t, most_at_once + 16> words_{};
  std::size_t next_ = 0, end_ = 0;
};

}  // namespace trapline
