/// The costs of the instructions of every translated block, kept for as long as the translations.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace trapline::engine {

class cost_arena {
 public:
  using block = std::uint32_t;

  struct instruction {
    std::uint32_t cost_up_to;  ///< ticks of the block to this instruction's end
    std::uint16_t offset;      ///< of its first byte from the block's
  };

  /// Keeps what a translation cost, under the library's address of it: a later one there replaces it.
  block keep(const void* translation, std::span<const instruction> all) {
    const block at = static_cast<block>(blocks_.size());
    blocks_.push_back({static_cast<std::uint32_t>(costs_.size()), static_cast<std::uint32_t>(all.size())});
    costs_.insert(costs_.end(), all.begin(), all.end());
    by_translation_[translation] = at;
    return at;
  }
  block next() const { return static_cast<block>(blocks_.size()); }
  bool holds(block b) const { return b < blocks_.size(); }

  std::span<const instruction> of(block b) const {
    return {costs_.data() + blocks_[b].first, blocks_[b].count};
  }
  std::span<const instruction> of(const void* translation) const {
    const auto found = by_translation_.find(translation);
    return found == by_translation_.end() ? std::span<const instruction>{} : of(found->second);
  }

  void clear() {
    costs_.clear();
    blocks_.clear();
    by_translation_.clear();
  }

 private:
  struct extent {
    std::uint32_t first, count;
  };
  std::vector<instruction> costs_;
  std::vector<extent> blocks_;
  std::unordered_map<const void*, block> by_translation_;
};

}  // namespace trapline::engine
