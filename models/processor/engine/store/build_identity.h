/// What translated code depends on besides what it was translated from.
#pragma once

#include <cstdint>
#include <optional>

namespace trapline::engine {

/// Where a loaded file lies.
struct image_extent {
  std::uintptr_t begin = 0, end = 0;

  bool holds(std::uintptr_t address) const { return address >= begin && address < end; }
};

/// The loaded file that this address lies in; empty if it lies in none.
image_extent image_at(const void* address);

/// Of this program, of the engine's library, and of the processor that both run on. Nothing if one of the two
/// files does not say which build it is.
std::optional<std::uint64_t> build_identity();

}  // namespace trapline::engine
