/// Damage to images, the same in each run.
#pragma once

#include <array>
#include <cstdint>
#include <random>

#include "tests/loaders/images.h"

namespace trapline::loaders::test {

inline constexpr std::uint64_t damaged_vm_bytes = 20 << 20;

/// Where fields change their meaning: zero, signs, pages, the VM's memory, the ends of the address spaces.
inline constexpr std::array<std::uint64_t, 16> edge_values{0,
                                                           1,
                                                           0x7F,
                                                           0xFF,
                                                           0x7FFF,
                                                           0xFFFF,
                                                           0x9FC00,
                                                           0xA0000,
                                                           0x100000,
                                                           damaged_vm_bytes - 1,
                                                           damaged_vm_bytes,
                                                           0x7FFFFFFF,
                                                           0x80000000,
                                                           0xFFFFF000,
                                                           0xFFFFFFF0,
                                                           0xFFFFFFFF};

/// A copy with one to six bytes or fields changed, where loaders look more often than elsewhere; one in
/// eight is also cut short.
bytes damaged(const bytes& good, std::mt19937_64& random);

/// `use` is given a copy for each byte from `begin` to `end`, width and edge value.
template <class Use>
void with_each_field_at_an_edge(const bytes& good, std::size_t begin, std::size_t end, const Use& use) {
  for (std::size_t at = begin; at < end; ++at)
    for (const unsigned width : {1u, 2u, 4u}) {
      if (at % width != 0 || at + width > good.size()) continue;
      for (const std::uint64_t v : edge_values) {
        if (width < 4 && v >> (8 * width) != 0) continue;
        bytes b = good;
        set(b, at, width, v);
        use(b);
      }
    }
}

template <class Use>
void with_each_bit_flipped(const bytes& good, std::size_t begin, std::size_t end, const Use& use) {
  for (std::size_t bit = 8 * begin; bit < 8 * end; ++bit) {
    bytes b = good;
    b[bit / 8] = static_cast<std::uint8_t>(b[bit / 8] ^ 1u << bit % 8);
    use(b);
  }
}

template <class Use>
void with_each_length(const bytes& good, const Use& use) {
  for (std::size_t n = 0; n < good.size(); ++n)
    use(bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(n)));
}

}  // namespace trapline::loaders::test
