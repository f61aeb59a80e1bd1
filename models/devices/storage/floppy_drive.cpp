#include "models/devices/storage/floppy_drive.h"

namespace trapline::devices {

namespace {
constexpr std::uint8_t small_disk_tpi = 135;  // 3.5 inches
}

const floppy_drive_kind& drive_for(const floppy_format& format) {
  if (format.tracks_per_inch == 48) return drive_360k;
  if (format.tracks_per_inch == 96) return drive_1200k;
  return format.kbps == 1000 ? drive_2880k : format.kbps == 500 ? drive_1440k : drive_720k;
}

bool fits(const floppy_format& format, const floppy_drive_kind& kind) {
  return (format.tracks_per_inch == small_disk_tpi) == (kind.tracks_per_inch == small_disk_tpi);
}

floppy_rotation::floppy_rotation(const floppy_format& format, const floppy_drive_kind& kind)
    : turn_{duration::s(60) / kind.rpm},
      kbps_{static_cast<unsigned>(format.kbps) * kind.rpm / format.rpm},
      sectors_{format.sectors_per_track},
      tracks_per_cylinder_{kind.tracks_per_inch >= format.tracks_per_inch
                               ? static_cast<unsigned>(kind.tracks_per_inch) / format.tracks_per_inch
                               : 0U},
      cylinders_{format.cylinders} {
  if (kbps_ > kind.most_kbps) kbps_ = 0;
}

int floppy_rotation::cylinder_at(unsigned track) const {
  if (tracks_per_cylinder_ == 0 || track % tracks_per_cylinder_ != 0) return -1;
  const unsigned cylinder = track / tracks_per_cylinder_;
  return cylinder < cylinders_ ? static_cast<int>(cylinder) : -1;
}

instant floppy_rotation::index_from(instant from) const { return sector_from(0, from); }

instant floppy_rotation::sector_from(unsigned place, instant from) const {
  const std::uint64_t turn = turn_.picoseconds();
  const std::uint64_t begins = turn / sectors_ * place;
  return from + duration::ps((begins + turn - from.picoseconds() % turn) % turn);
}

unsigned floppy_rotation::next_place(instant from) const {
  const std::uint64_t turn = turn_.picoseconds();
  const std::uint64_t slot = turn / sectors_;
  return static_cast<unsigned>((from.picoseconds() % turn + slot - 1) / slot % sectors_);
}

}  // namespace trapline::devices
