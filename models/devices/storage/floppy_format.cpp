#include "models/devices/storage/floppy_format.h"

#include <algorithm>
#include <array>

namespace trapline::devices {

namespace {
constexpr std::array<floppy_format, 8> known{{
    {"160K", 1, 40, 8, 250, 300, 48, 1},
    {"180K", 1, 40, 9, 250, 300, 48, 1},
    {"320K", 2, 40, 8, 250, 300, 48, 1},
    {"360K", 2, 40, 9, 250, 300, 48, 1},
    {"720K", 2, 80, 9, 250, 300, 135, 3},
    {"1.2M", 2, 80, 15, 500, 360, 96, 2},
    {"1.44M", 2, 80, 18, 500, 300, 135, 4},
    {"2.88M", 2, 80, 36, 1000, 300, 135, 5},
}};

/// What the parameter block in a FAT's first sector says (Microsoft, FAT specification 1.03, BPB_TotSec16, BPB_SecPerTrk and
/// BPB_NumHeads), if that is a format.
std::optional<floppy_format> told_by(std::span<const std::byte> first_sector) {
  constexpr std::size_t sector_size_at = 11, sectors_at = 19, per_track_at = 24, heads_at = 26;
  if (first_sector.size() < heads_at + 2) return std::nullopt;
  const auto word = [&](std::size_t at) {
    return std::to_integer<unsigned>(first_sector[at]) | std::to_integer<unsigned>(first_sector[at + 1]) << 8;
  };
  if (word(sector_size_at) != 512) return std::nullopt;
  const auto found = std::ranges::find_if(known, [&](const floppy_format& f) {
    return f.sectors() == word(sectors_at) && f.sectors_per_track == word(per_track_at) &&
           f.heads == word(heads_at);
  });
  return found == known.end() ? std::nullopt : std::optional{*found};
}
}  // namespace

std::span<const floppy_format> floppy_formats() { return known; }

std::optional<floppy_format> floppy_format_of(std::uint64_t bytes) {
  const auto found = std::find_if(known.begin(), known.end(), [&](auto& f) { return f.bytes() == bytes; });
  if (found == known.end()) return std::nullopt;
  return *found;
}

std::optional<floppy_format> floppy_format_for(std::uint64_t bytes, std::span<const std::byte> first_sector) {
  if (const auto exact = floppy_format_of(bytes)) return exact;
  if (const auto told = told_by(first_sector); told && bytes < told->bytes()) return told;
  // The usual one and what is longer come last: the table is in the order of sizes.
  for (const floppy_format& f : std::span{known}.last(2))
    if (bytes < f.bytes()) return f;
  return std::nullopt;
}

}  // namespace trapline::devices
