/// Pages of RAM that guest code comes to for the first time. The host finds memory for each by a fault of its own, which
/// takes longer than the page itself; a system takes memory up in stretches, and the host is asked for those at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trapline::engine {

class first_touch {
 public:
  /// What is asked for at once.
  static constexpr std::uint64_t stretch_bytes = std::uint64_t{64} << 10;

  /// @return whether this is the second page of its stretch that is come to
  bool is_second_page(std::uint64_t ram_address) {
    const std::uint64_t stretch = ram_address / stretch_bytes;
    if (stretch >= first_pages_.size()) first_pages_.resize(stretch + 1, none);
    std::uint8_t& first = first_pages_[stretch];
    const auto page = static_cast<std::uint8_t>(ram_address % stretch_bytes / page_bytes);
    if (first == both || first == page) return false;
    const bool second = first != none;
    first = second ? both : page;
    return second;
  }

 private:
  static constexpr std::uint64_t page_bytes = 4096;
  static constexpr std::uint8_t none = 0xff, both = 0xfe;  // else the page that was the first
  std::vector<std::uint8_t> first_pages_;                  // of each stretch
};

}  // namespace trapline::engine
