/// Floppy drives: what they can turn and reach, and where on a track the head is at an instant.
#pragma once

#include "models/devices/storage/floppy_format.h"
#include "sim/time.h"

namespace trapline::devices {

struct floppy_drive_kind {
  std::string_view name;
  std::uint8_t last_track;  // the arm's stop; a little more than is formatted
  std::uint16_t rpm;
  std::uint16_t most_kbps;
  std::uint8_t tracks_per_inch;
  bool change_line;
};

inline constexpr floppy_drive_kind drive_360k{"360K", 41, 300, 250, 48, false};
inline constexpr floppy_drive_kind drive_1200k{"1.2M", 82, 360, 500, 96, true};
inline constexpr floppy_drive_kind drive_720k{"720K", 82, 300, 250, 135, true};
inline constexpr floppy_drive_kind drive_1440k{"1.44M", 82, 300, 500, 135, true};
inline constexpr floppy_drive_kind drive_2880k{"2.88M", 82, 300, 1000, 135, true};

/// The drive that a PC would have had for disks of this format.
const floppy_drive_kind& drive_for(const floppy_format&);
/// Whether the disk goes into the drive: 5.25 or 3.5 inches.
bool fits(const floppy_format&, const floppy_drive_kind&);

/// A disk turning in a drive.
class floppy_rotation {
 public:
  floppy_rotation(const floppy_format& format, const floppy_drive_kind& kind);

  duration turn() const { return turn_; }
  /// Kbit/s at which this drive sees the disk's bits; 0 if it cannot.
  unsigned kbps() const { return kbps_; }
  /// The cylinder of the disk below the head at a track of the drive; -1 between cylinders.
  int cylinder_at(unsigned track) const;
  /// When the index hole next passes, at `from` or later.
  instant index_from(instant from) const;
  /// When the ID of the sector at `place` (0 is the first after the index) next begins to pass, the
  /// sectors being evenly spread over the track.
  instant sector_from(unsigned place, instant from) const;
  /// The place of the sector whose ID next begins to pass.
  unsigned next_place(instant from) const;

 private:
  duration turn_;
  unsigned kbps_;
  unsigned sectors_;
  unsigned tracks_per_cylinder_;
  unsigned cylinders_;
};

}  // namespace trapline::devices
