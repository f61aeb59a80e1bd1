/// The costs of the instructions of every translated block, kept for as long as the translations.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace trapline::engine {

class cost_arena {
 public:
  struct instruction {
    std::uint32_t cost_up_to;  ///< ticks of the block to this instruction's end
    std::uint16_t offset;      ///< of its first byte from the block's
  };

  /// Keeps what a translation cost, under the library's address of it. Those addresses only rise, except
  /// where translations were given up: what lay there and behind is then forgotten.
  void keep(const void* translation, std::span<const instruction> all) {
    while (!blocks_.empty() && !before(blocks_.back().translation, translation)) blocks_.pop_back();
    std::size_t first = blocks_.empty() ? 0 : blocks_.back().first + blocks_.back().count;
    if (first % chunk + all.size() > chunk) first += chunk - first % chunk;  // a block lies in one chunk
    while (chunks_.size() * chunk < first + all.size())
      chunks_.push_back(std::make_unique_for_overwrite<instruction[]>(chunk));
    std::copy(all.begin(), all.end(), at(first));
    blocks_.push_back(
        {translation, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(all.size())});
  }
  /// Empty if there is no such translation.
  std::span<const instruction> of(const void* translation) const {
    const auto found =
        std::lower_bound(blocks_.begin(), blocks_.end(), translation,
                         [](const block& b, const void* t) { return before(b.translation, t); });
    if (found == blocks_.end() || found->translation != translation) return {};
    return {at(found->first), found->count};
  }

  void clear() {
    chunks_.clear();
    blocks_.clear();
  }

 private:
  struct block {
    const void* translation;
    std::uint32_t first, count;
  };
  static bool before(const void* a, const void* b) { return std::less<>{}(a, b); }
  instruction* at(std::size_t i) const { return chunks_[i / chunk].get() + i % chunk; }

  // One growing array would be copied, and its pages touched anew, at every doubling.
  static constexpr std::size_t chunk = 8192;
  std::vector<std::unique_ptr<instruction[]>> chunks_;
  std::deque<block> blocks_;  ///< by address
};

}  // namespace trapline::engine
