/// The translations that were looked for last, by the host address of their code.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "models/processor/engine/library.h"

namespace trapline::engine {

class block_cache {
 public:
  struct question {
    const void* host;  ///< where its first byte lies now
    std::uint64_t pc, cs_base;
    std::uint32_t flags, cflags;
  };

  /// Nothing if it is not here, or was dropped.
  library::translation_block* find(const question& q) const {
    const entry& e = entries_[index(q)];
    if (e.host != q.host || !e.block) return nullptr;
    const library::translation_block& b = *e.block;
    const bool same = b.pc == q.pc && b.cs_base == q.cs_base && b.flags == q.flags &&
                      (b.cflags & (library::cf_identity | library::cf_invalid)) == q.cflags;
    return same ? e.block : nullptr;
  }
  void keep(const question& q, library::translation_block* block) { entries_[index(q)] = {q.host, block}; }
  /// All translations are gone.
  void clear() { std::fill(entries_.begin(), entries_.end(), entry{}); }

 private:
  struct entry {
    const void* host = nullptr;
    library::translation_block* block = nullptr;
  };
  static constexpr unsigned index_bits = 13;

  static std::size_t index(const question& q) {
    constexpr std::uint64_t golden_ratio = 0x9e37'79b9'7f4a'7c15;
    return (reinterpret_cast<std::uintptr_t>(q.host) ^ q.pc << 1 ^ q.flags) * golden_ratio >>
           (64 - index_bits);
  }

  std::vector<entry> entries_{std::size_t{1} << index_bits};
};

}  // namespace trapline::engine
