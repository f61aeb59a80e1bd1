/// Where the blocks that a process keeps lie, one behind the other. If they go to a file they are written while the
/// process runs, in pieces small enough for the processor's cache, into a file that has no name before it is whole, and
/// are read where that is mapped: keeping a block takes no memory that was not used before.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "models/processor/engine/store/kept_block.h"

namespace trapline::engine {

class block_memory {
 public:
  /// @param folder of the file, which is made with the first block; nothing: blocks stay in the process's memory, as
  /// they do if there cannot be such a file, and in children of the process that has it
  explicit block_memory(std::optional<std::filesystem::path> folder) : folder_{std::move(folder)} {}
  ~block_memory();
  block_memory(const block_memory&) = delete;
  block_memory& operator=(const block_memory&) = delete;

  /// Copies it. @return where it will be; null if there is no more room
  const kept_block* add(const kept_block&);
  /// Sees to it that this one can be read there, which holds from then on. @return false if it is lost
  bool make_readable(const kept_block*);
  /// The same for all.
  void flush();

  // --- what is left to do for a file of all blocks; all false for one that stays in memory
  /// Where a block lies from the file's begin.
  std::uint64_t place_of(const kept_block* b) const {
    return static_cast<std::uint64_t>(reinterpret_cast<const std::byte*>(b) - begin_);
  }
  /// Behind the last one.
  std::uint64_t end() const { return end_; }
  bool is_file() const;
  bool write_at(std::uint64_t at, std::span<const std::byte>) const;
  /// Gives the file a name. Blocks that are added later are in no file.
  bool name(const std::filesystem::path&);

  /// Room before the first block, for the file's head.
  static constexpr std::size_t head_bytes = 64;

 private:
  static constexpr std::size_t most_bytes = std::size_t{192} << 20;
  static constexpr std::size_t piece_bytes = std::size_t{64} << 10;

  bool start();
  bool start_in_file();
  bool start_in_memory();
  /// What was not written yet, and all that follows.
  void go_on_in_memory();

  std::optional<std::filesystem::path> folder_;
  int file_ = -1;
  pid_t owner_ = 0;  ///< of the file
  std::byte* begin_ = nullptr;
  std::size_t readable_ = head_bytes;  ///< what lies before
  std::size_t end_ = head_bytes;
  bool in_memory_ = false, lost_ = false;
  std::vector<std::byte> piece_;  ///< what lies between the two, on its way into the file
};

}  // namespace trapline::engine
