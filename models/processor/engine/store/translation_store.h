/// Translated blocks, kept by what they were translated from: shared by all cores of a process, and by one
/// process with the next through a file. What is found is what would have been translated, to the byte, so
/// nothing but the host's time depends on it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "models/processor/engine/store/block_memory.h"
#include "models/processor/engine/store/kept_block.h"
#include "models/processor/engine/store/store_file.h"

namespace trapline::engine {

class translation_store {
 public:
  struct counts {
    std::uint64_t found = 0;   ///< blocks that were not translated anew
    std::uint64_t kept = 0;    ///< added by this process
    std::uint64_t missed = 0;  ///< asked for and not here
  };

  /// The one that this process's cores use. Off until somebody switches it on.
  static translation_store& of_process();

  /// For the cores of this process.
  void switch_on();
  void switch_off() { on_ = false; }
  /// Also reads what earlier processes left in this folder; save() adds to it. A file that is damaged or was
  /// left by another build is as good as none.
  void switch_on(const std::string& folder);
  bool on() const { return on_; }

  /// @param code of the guest, from the block's first byte to its page's end or the block's, whichever is first
  /// @return nothing if these bytes were not met with this question
  const kept_block* find(const translation_question&, std::span<const std::byte> code);
  /// Copies it. What goes beyond the bounds is dropped: blocks of a guest that makes code all the time.
  void keep(const kept_block&);
  /// Adds what is new to the folder's file. Best effort: a cache that cannot be written is not an error.
  void save();
  counts counted() const;

  /// Calls `f` with every block that this process has kept.
  template <typename Function>
  void for_each_kept(Function&& f) {
    const std::lock_guard lock{mutex_};
    if (memory_) memory_->flush();
    for (const kept_block* b : new_) f(*b);
  }

 private:
  /// Small: a look-up that finds nothing costs what it reads of the table.
  struct slot {
    std::uint32_t key = 0;     ///< its lower half
    std::uint32_t number = 0;  ///< of the block among the new ones, from 1; 0: none
  };
  static constexpr unsigned most_versions = 8;  ///< of the code at one address

  void grow();
  std::size_t next(std::size_t i) const { return (i + 1) & (table_.size() - 1); }

  bool on_ = false;
  mutable std::mutex mutex_;
  counts counts_;
  std::vector<slot> table_;  ///< open addressing; its size is a power of two
  std::vector<const kept_block*> new_;
  std::optional<block_memory> memory_;
  std::optional<store_file> file_;
};

}  // namespace trapline::engine
