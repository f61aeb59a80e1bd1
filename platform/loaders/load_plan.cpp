#include "platform/loaders/load_plan.h"

#include <algorithm>
#include <array>

namespace trapline::loaders {

void write_segments(const load_plan& plan, const memory_writer& write) {
  static constexpr std::array<std::uint8_t, 65536> zeros{};
  for (const segment& s : plan.segments) {
    if (!s.bytes.empty()) write(s.address, s.bytes);
    std::uint64_t at = s.address + s.bytes.size();
    for (std::uint64_t left = s.zeros_after; left > 0;) {
      const std::uint64_t n = std::min<std::uint64_t>(left, zeros.size());
      write(at, std::span{zeros}.first(n));
      at += n;
      left -= n;
    }
  }
}

}  // namespace trapline::loaders
