/// Which of many keys a cache or a TLB holds: sets of so many ways, of which the least recently used makes
/// room. Tags only; the data are the memory's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trapline::timing {

class lru_sets {
 public:
  /// @pre both positive.
  lru_sets(std::size_t sets, std::size_t ways);

  /// Whether the key was there. It is now, and the last that its set would drop.
  bool touch(std::uint64_t key);
  void drop(std::uint64_t key);
  void drop_all();

  std::uint64_t hits() const { return hits_; }
  std::uint64_t misses() const { return misses_; }

 private:
  std::uint64_t* set_of(std::uint64_t key) { return &keys_[static_cast<std::size_t>(key % sets_) * ways_]; }

  std::size_t sets_, ways_;
  std::vector<std::uint64_t> keys_;  // set by set, each the most recently used first
  std::uint64_t hits_ = 0;
  std::uint64_t misses_ = 0;
};

}  // namespace trapline::timing
