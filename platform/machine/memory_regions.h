/// The machine's memory in regions: the monitor's, each virtual machine's. One that is given back serves again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace trapline {

class memory_regions {
 public:
  explicit memory_regions(std::span<std::byte> all) : all_{all} {}

  /// The next region of that size, holding zeros. @throws config_error if there is none
  std::span<std::byte> take(std::uint64_t bytes);
  bool has(std::uint64_t bytes) const { return place_for(bytes).has_value(); }
  /// @param in_use whether somebody may still write to it
  void give_back(std::span<std::byte>, std::function<bool()> in_use);
  std::uint64_t free_bytes() const;

 private:
  struct region {
    std::uint64_t first, bytes;
    std::function<bool()> in_use;
  };
  /// Where in `free_`, or behind all that was taken.
  std::optional<std::size_t> place_for(std::uint64_t bytes) const;

  std::span<std::byte> all_;
  std::uint64_t taken_ = 0;
  std::vector<region> free_;  ///< of what was taken
};

}  // namespace trapline
