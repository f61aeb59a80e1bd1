/// The translations that earlier processes left: one file for each build, to which processes append. Each puts
/// a segment of its own behind the others, with a table by which its blocks are found; a segment that is cut off
/// or damaged ends what is read, and the next process that appends takes its place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

#include "models/processor/engine/store/block_memory.h"
#include "models/processor/engine/store/kept_block.h"

namespace trapline::engine {

class store_file {
 public:
  /// @param folder made if need be. A file there that others could have written is not read.
  store_file(const std::filesystem::path& folder, std::uint64_t identity);
  ~store_file();
  store_file(const store_file&) = delete;
  store_file& operator=(const store_file&) = delete;

  /// @param fits asked of blocks of this key that are whole
  template <typename Predicate>
  const kept_block* find(std::uint64_t key, Predicate&& fits) const {
    return find_in(mapped_, key, fits);
  }

  /// Adds those that are not there by now; safe with other processes that do the same, and with an end at any
  /// moment. Drops the oldest when the file would become larger than its bound.
  /// @param memory where they all lie, if it may become the file where there is none
  void append(std::span<const kept_block* const>, block_memory* memory = nullptr) const;

  static constexpr std::size_t most_bytes = std::size_t{512} << 20;

 private:
  struct slot {
    std::uint64_t key;
    std::uint64_t at;  ///< from the segment's begin; 0: no block
  };
  struct segment {
    const std::byte* begin;
    std::size_t bytes;
    std::span<const slot> slots;
  };
  /// A file in memory, as far as it is good.
  struct mapping {
    const std::byte* begin = nullptr;
    std::size_t mapped = 0;
    std::size_t good = 0;
    std::vector<segment> segments;
  };
  class writer;

  template <typename Predicate>
  static const kept_block* find_in(const mapping& m, std::uint64_t key, Predicate&& fits) {
    for (const segment& s : m.segments) {
      const std::size_t mask = s.slots.size() - 1;
      std::size_t looked_at = 0;
      for (std::size_t i = key & mask; s.slots[i].at != 0 && looked_at <= mask;
           i = (i + 1) & mask, ++looked_at) {
        if (s.slots[i].key != key) continue;
        const kept_block* const b = block_at(s, s.slots[i].at);
        if (b && fits(*b)) return b;
      }
    }
    return nullptr;
  }

  enum class check : std::uint8_t { heads, tables };
  static mapping map(int file, check);
  static void unmap(mapping&);
  static const kept_block* block_at(const segment&, std::uint64_t at);
  static std::vector<const kept_block*> blocks_of(const segment&);
  static std::size_t slots_for(std::size_t blocks);
  static std::vector<slot> table_of(std::span<const kept_block* const>,
                                    std::span<const std::uint64_t> places);
  int open_locked() const;
  void add_missing(int file, const mapping& now, std::span<const kept_block* const>) const;
  bool becomes_the_file(block_memory&, std::span<const kept_block* const>) const;
  std::filesystem::path name_aside() const;
  void make_anew(const mapping&, std::span<const kept_block* const>) const;
  void drop_old_files() const;

  std::filesystem::path folder_, path_;
  mapping mapped_;
};

}  // namespace trapline::engine
