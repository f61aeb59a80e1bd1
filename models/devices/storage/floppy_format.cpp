#include "models/devices/storage/floppy_format.h"

#include <algorithm>
#include <array>

namespace trapline::devices {

namespace {
constexpr std::array<floppy_format, 8> known{{
    {"160K", 1, 40, 8, 250, 300, 48, 6},
    {"180K", 1, 40, 9, 250, 300, 48, 7},
    {"320K", 2, 40, 8, 250, 300, 48, 8},
    {"360K", 2, 40, 9, 250, 300, 48, 1},
    {"720K", 2, 80, 9, 250, 300, 135, 3},
    {"1.2M", 2, 80, 15, 500, 360, 96, 2},
    {"1.44M", 2, 80, 18, 500, 300, 135, 4},
    {"2.88M", 2, 80, 36, 1000, 300, 135, 5},
}};
}  // namespace

std::span<const floppy_format> floppy_formats() { return known; }

std::optional<floppy_format> floppy_format_of(std::uint64_t bytes) {
  const auto found = std::find_if(known.begin(), known.end(), [&](auto& f) { return f.bytes() == bytes; });
  if (found == known.end()) return std::nullopt;
  return *found;
}

std::optional<floppy_format> floppy_format_for(std::uint64_t bytes) {
  // The table is in the order of sizes.
  const auto found = std::find_if(known.begin(), known.end(), [&](auto& f) { return f.bytes() >= bytes; });
  if (found == known.end()) return std::nullopt;
  return *found;
}

}  // namespace trapline::devices
