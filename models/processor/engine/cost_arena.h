/// The costs of the instructions of every translated block, kept for as long as the translations.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
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
    const std::size_t first = blocks_.empty() ? 0 : blocks_.back().first + blocks_.back().count;
    costs_.resize(first);
    costs_.insert(costs_.end(), all.begin(), all.end());
    blocks_.push_back(
        {translation, static_cast<std::uint32_t>(first), static_cast<std::uint32_t>(all.size())});
  }
  /// Empty if there is no such translation.
  std::span<const instruction> of(const void* translation) const {
    const auto found =
        std::lower_bound(blocks_.begin(), blocks_.end(), translation,
                         [](const block& b, const void* t) { return before(b.translation, t); });
    if (found == blocks_.end() || found->translation != translation) return {};
    return {costs_.data() + found->first, found->count};
  }

  void clear() {
    costs_.clear();
    blocks_.clear();
  }

 private:
  struct block {
    const void* translation;
    std::uint32_t first, count;
  };
  static bool before(const void* a, const void* b) { return std::less<>{}(a, b); }

  std::vector<instruction> costs_;
  std::vector<block> blocks_;  ///< by address
};

}  // namespace trapline::engine
