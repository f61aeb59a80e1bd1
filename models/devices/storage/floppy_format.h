/// The formats of PC floppies that an image file can hold, told by its size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace trapline::devices {

/// As the controller's data rate select bits number them (82077AA: DSR and CCR).
enum class floppy_rate : std::uint8_t { kbps_500 = 0, kbps_300 = 1, kbps_250 = 2, mbps_1 = 3 };

/// How a disk is laid out: 512-byte sectors, numbered from 1 on each track.
struct floppy_format {
  std::string_view name;
  std::uint8_t heads;
  std::uint8_t cylinders;
  std::uint8_t sectors_per_track;
  /// The rate at which it was written, in kbit/s, on a drive that turns at `rpm`.
  std::uint16_t kbps;
  std::uint16_t rpm;
  std::uint8_t tracks_per_inch;
  /// The drive type that a BIOS finds in CMOS register 10h for it: one of the five that PCs have. A DOS that is told of another
  /// (SeaBIOS has three more) takes the disk for what it is not.
  std::uint8_t cmos_type;

  constexpr std::uint32_t sectors() const { return std::uint32_t{heads} * cylinders * sectors_per_track; }
  constexpr std::uint64_t bytes() const { return std::uint64_t{sectors()} * 512; }
};

std::span<const floppy_format> floppy_formats();
std::optional<floppy_format> floppy_format_of(std::uint64_t bytes);
/// The format of a disk of which an image holds so many bytes: of exactly so many; or the one that its first sector tells of, if
/// that is a FAT's with the numbers of one of the formats and the image is no longer; or 1.44M, for which images that end early are
/// made, and 2.88M for what is longer. Nothing if no format holds so many.
std::optional<floppy_format> floppy_format_for(std::uint64_t bytes,
                                               std::span<const std::byte> first_sector = {});

}  // namespace trapline::devices
