/// Little-endian stores into a structure that a loader builds for its guest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace trapline::loaders {

/// Stores the low `width` bytes of `value`. The loader made `to` itself and knows that it fits.
inline void put(std::vector<std::uint8_t>& to, std::size_t offset, unsigned width, std::uint64_t value) {
  for (unsigned i = 0; i < width; ++i) to.at(offset + i) = static_cast<std::uint8_t>(value >> (8 * i));
}

}  // namespace trapline::loaders
