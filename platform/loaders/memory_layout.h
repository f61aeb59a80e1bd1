/// The RAM of a machine that is being filled: nothing may lie outside it, in the hole for video memory
/// and ROMs, or on top of something else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/loaders/load_plan.h"

namespace trapline::loaders {

inline constexpr std::uint64_t page_bytes = 4096;
/// Below it lies conventional memory; the last KiB is the BIOS's extended data area.
inline constexpr std::uint64_t conventional_end = 0x9FC00;
inline constexpr std::uint64_t hole_begin = 0xA0000;
inline constexpr std::uint64_t hole_end = 0x100000;
inline constexpr std::uint64_t least_memory = 1 << 20;
/// RAM is one piece from 0; above it stay addresses for devices and the ROM.
inline constexpr std::uint64_t most_memory = std::uint64_t{3} << 30;

/// The two ranges of usable memory that a PC with `memory` bytes reports.
std::vector<memory_range> pc_memory_map(std::uint64_t memory);

class memory_layout {
 public:
  /// @throws load_error unless `bytes` is a whole number of pages between the two limits above.
  explicit memory_layout(std::uint64_t bytes);

  std::uint64_t size() const { return size_; }

  /// @throws load_error naming both parties when the range is not free RAM.
  void place(segment);
  /// Takes a range without filling it: what a kernel will use before it looks at the memory map.
  void reserve(std::uint64_t address, std::uint64_t bytes, const std::string& what);
  /// The highest page-aligned place for `bytes` that ends at or below `limit`, above 1 MiB.
  std::optional<std::uint64_t> highest_free(std::uint64_t bytes, std::uint64_t limit) const;
  /// The lowest page-aligned place at or above `from` that ends at or below `limit`.
  std::optional<std::uint64_t> lowest_free(std::uint64_t bytes, std::uint64_t from,
                                           std::uint64_t limit) const;

  std::vector<segment> take() && { return std::move(segments_); }

 private:
  struct range {
    std::uint64_t begin, end;
    std::string what;
  };
  const range* conflict(std::uint64_t begin, std::uint64_t end) const;

  std::uint64_t size_;
  std::vector<range> taken_;
  std::vector<segment> segments_;
};

}  // namespace trapline::loaders
