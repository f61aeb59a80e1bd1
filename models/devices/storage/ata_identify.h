/// What a drive says of itself: IDENTIFY DEVICE (ATA-6, 8.15).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "models/devices/storage/block_medium.h"

namespace trapline::devices {

/// The strings of IDENTIFY DEVICE; what is too long is cut (40, 20 and 8 characters).
struct ata_identity {
  std::string model = "Trapline ATA disk";
  std::string serial = "TL-0001";
  std::string firmware = "1.0";
};

/// Cylinders, heads and sectors a track, as a host that knows no LBA counts them.
struct ata_geometry {
  std::uint16_t cylinders;
  std::uint8_t heads;
  std::uint8_t sectors;

  constexpr std::uint32_t capacity() const { return std::uint32_t{cylinders} * heads * sectors; }
  friend bool operator==(const ata_geometry&, const ata_geometry&) = default;
};

template <typename Members>
void describe(Members& m, ata_geometry& s) {
  m("cylinders", s.cylinders);
  m("heads", s.heads);
  m("sectors", s.sectors);
}

/// The translation after power-on: 16 heads of 63 sectors, as many cylinders as fit, 16383 at most;
/// fewer heads where the drive is smaller than one such cylinder.
ata_geometry default_geometry(std::uint64_t sectors);
/// The translation that INITIALIZE DEVICE PARAMETERS asks for.
/// @pre heads and sectors_per_track positive.
ata_geometry translated_geometry(std::uint64_t sectors, std::uint8_t heads, std::uint8_t sectors_per_track);

/// What a host can change and IDENTIFY DEVICE tells.
struct ata_settings {
  ata_geometry translation;
  std::uint8_t multiple;  // sectors a block; 0: READ and WRITE MULTIPLE are disabled
  bool write_cache;
  bool look_ahead;
};

template <typename Members>
void describe(Members& m, ata_settings& s) {
  m("translation", s.translation);
  m("multiple", s.multiple);
  m("write_cache", s.write_cache);
  m("look_ahead", s.look_ahead);
}

inline constexpr std::uint8_t ata_largest_multiple = 16;

void fill_identify(std::span<std::byte, sector_bytes> data, const ata_identity&, const ata_settings&,
                   std::uint64_t sectors);

}  // namespace trapline::devices
