/// The costs of the instructions of every translated block, kept for as long as the translations.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

namespace trapline::engine {

class cost_arena {
 public:
  struct instruction {
    std::uint32_t cost_up_to;  ///< ticks of the block to this instruction's end
    std::uint16_t offset;      ///< of its first byte from the block's
  };

  /// Keeps what a translation cost, under the library's address of it: a later one there replaces it.
  void keep(const void* translation, std::span<const instruction> all) {
    blocks_[translation] = {static_cast<std::uint32_t>(costs_.size()), static_cast<std::uint32_t>(all.size())};
    costs_.insert(costs_.end(), all.begin(), all.end());
  }
  /// Empty if there is no such translation.
  std::span<const instruction> of(const void* translation) const {
    const auto found = blocks_.find(translation);
    if (found == blocks_.end()) return {};
    return {costs_.data() + found->second.first, found->second.count};
  }

  void clear() {
    costs_.clear();
    blocks_.clear();
  }

 private:
  struct extent {
    std::uint32_t first, count;
  };
  std::vector<instruction> costs_;
  std::unordered_map<const void*, extent> blocks_;
};

}  // namespace trapline::engine
