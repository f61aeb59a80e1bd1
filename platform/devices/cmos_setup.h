/// What a PC's set-up program would have left in the CMOS memory: how firmware learns of memory,
/// drives and where to boot from.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/storage/block_medium.h"
#include "models/devices/timers/cmos_memory.h"

namespace trapline {

/// A diskette drive as CMOS byte 10h names it.
enum class floppy_drive : std::uint8_t { none = 0, k360 = 1, m1_2 = 2, k720 = 3, m1_44 = 4, m2_88 = 5 };

/// The drive that a PC would have had for this disk.
floppy_drive drive_type_for(const devices::block_medium* disk);

struct cmos_contents {
  std::uint64_t memory_bytes = 0;
  bool has_disk = false;
  std::array<floppy_drive, 2> floppies{};
};

void set_up_cmos(devices::cmos_memory&, const cmos_contents&);

/// Boot order, as firmware for virtual machines reads it: a boot device a nibble, the lower first.
inline constexpr unsigned cmos_boot_order = 0x3d;
/// What firmware takes the size of memory from. The checksum is not brought up to date.
void set_memory_in_cmos(devices::cmos_memory&, std::uint64_t bytes);
std::uint64_t memory_in_cmos(const devices::cmos_memory&);

}  // namespace trapline
