/// The last port accesses of a guest, for the report of one that ended badly. Accesses to one port in a row,
/// as of a loop that polls it, are one entry.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace trapline::processor {

struct port_access {
  std::uint16_t port = 0;
  std::uint8_t width = 0;
  bool is_read = false;
  std::uint32_t value = 0;  ///< of the last one
  std::uint64_t times = 0;
};

class port_trail {
 public:
  void note(std::uint16_t port, unsigned width, bool is_read, std::uint32_t value) {
    port_access& last = ring_[latest_];
    if (last.port == port && last.is_read == is_read && last.width == width) {
      last.value = value;
      ++last.times;
      return;
    }
    latest_ = (latest_ + 1) % ring_.size();
    ring_[latest_] = {port, static_cast<std::uint8_t>(width), is_read, value, 1};
  }
  /// Oldest first.
  std::vector<port_access> last() const {
    std::vector<port_access> all;
    for (std::size_t i = 1; i <= ring_.size(); ++i)
      if (const port_access& a = ring_[(latest_ + i) % ring_.size()]; a.times > 0) all.push_back(a);
    return all;
  }

 private:
  std::array<port_access, 8> ring_{};
  std::size_t latest_ = 0;
};

}  // namespace trapline::processor
