/// Code in a device's memory (the video window): the words that the instruction about to be translated lies
/// in. A device is not read while code is translated, because its answer may take a while in which other
/// cores translate: the translation is left, the word read at the instruction's boundary, and begun anew.
/// What was translated is used once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

namespace trapline::engine {

class device_code {
 public:
  /// As a processor fetches: an aligned word, as often as an instruction reaches into another one.
  static constexpr unsigned word_bytes = 8;

  std::optional<std::uint8_t> at(std::uint64_t physical) const {
    for (std::size_t i = 0; i < count_; ++i)
      if (words_[i].first == word_of(physical))
        return static_cast<std::uint8_t>(words_[i].second >> (8 * (physical % word_bytes)));
    return std::nullopt;
  }
  /// The next word that is needed; it is asked for by wanted(), once.
  void want(std::uint64_t physical) { wanted_ = word_of(physical); }
  std::optional<std::uint64_t> wanted() { return std::exchange(wanted_, std::nullopt); }
  void keep(std::uint64_t word, std::uint64_t value) {
    if (count_ == words_.size()) count_ = 0;
    words_[count_++] = {word, value};
  }
  void clear() { count_ = 0; }

 private:
  static std::uint64_t word_of(std::uint64_t physical) { return physical & ~std::uint64_t{word_bytes - 1}; }

  // An instruction reaches into three at most.
  std::array<std::pair<std::uint64_t, std::uint64_t>, 3> words_{};
  std::size_t count_ = 0;
  std::optional<std::uint64_t> wanted_;
};

}  // namespace trapline::engine
