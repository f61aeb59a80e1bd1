/// Addresses of 64 bits of which the upper ones repeat bit 47. Intel SDM volume 1, 3.3.7.1.
#pragma once

#include <cstdint>

namespace trapline::engine {

constexpr bool is_canonical(std::uint64_t linear) {
  constexpr unsigned unused = 16;
  return static_cast<std::uint64_t>(static_cast<std::int64_t>(linear << unused) >> unused) == linear;
}

}  // namespace trapline::engine
