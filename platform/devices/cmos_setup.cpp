#include "platform/devices/cmos_setup.h"

#include <algorithm>

#include "models/devices/storage/floppy_format.h"

namespace trapline {

namespace {

constexpr std::uint64_t kib = 1024;

void set_word(devices::cmos_memory& cmos, unsigned index, std::uint64_t value) {
  cmos.set_cmos(index, static_cast<std::uint8_t>(value & 0xff));
  cmos.set_cmos(index + 1, static_cast<std::uint8_t>(value >> 8 & 0xff));
}

}  // namespace

floppy_drive drive_type_for(const devices::block_medium* disk) {
  if (disk == nullptr) return floppy_drive::none;
  const std::uint64_t bytes = disk->sectors() * devices::sector_bytes;
  return static_cast<floppy_drive>(devices::floppy_format_for(bytes).value().cmos_type);
}

void set_memory_in_cmos(devices::cmos_memory& cmos, std::uint64_t bytes) {
  set_word(cmos, 0x15, 640);
  const std::uint64_t above_1m = bytes > 1024 * kib ? bytes / kib - 1024 : 0;
  const std::uint64_t extended = std::min<std::uint64_t>(above_1m, 0xffff);
  set_word(cmos, 0x17, extended);
  set_word(cmos, 0x30, extended);
  // Memory above 16 MiB in units of 64 KiB.
  const std::uint64_t above_16m = bytes > 16384 * kib ? (bytes - 16384 * kib) / (64 * kib) : 0;
  set_word(cmos, 0x34, std::min<std::uint64_t>(above_16m, 0xffff));
}

std::uint64_t memory_in_cmos(const devices::cmos_memory& cmos) {
  const auto word = [&](unsigned index) {
    return std::uint64_t{cmos.cmos(index)} | std::uint64_t{cmos.cmos(index + 1)} << 8;
  };
  const std::uint64_t above_16m = word(0x34) * 64 * kib;
  return above_16m != 0 ? 16384 * kib + above_16m : (1024 + word(0x30)) * kib;
}

void set_up_cmos(devices::cmos_memory& cmos, const cmos_contents& c) {
  const auto [a, b] = c.floppies;
  const unsigned drives = (a != floppy_drive::none ? 1 : 0) + (b != floppy_drive::none ? 1 : 0);
  cmos.set_cmos(0x10, static_cast<std::uint8_t>(static_cast<unsigned>(a) << 4 | static_cast<unsigned>(b)));
  cmos.set_cmos(0x12, c.has_disk ? 0xf0 : 0x00);
  // Equipment: a coprocessor, the display decided by its own BIOS, a mouse, the diskette drives.
  const unsigned floppy_bits = drives == 0 ? 0 : 1 | (drives - 1) << 6;
  cmos.set_cmos(0x14, static_cast<std::uint8_t>(0x06 | floppy_bits));
  set_memory_in_cmos(cmos, c.memory_bytes);
  // The diskette first if there is one.
  constexpr unsigned from_floppy = 1, from_disk = 2;
  cmos.set_cmos(cmos_boot_order, static_cast<std::uint8_t>(drives > 0 ? from_floppy | from_disk << 4
                                                                      : from_disk | from_floppy << 4));
  cmos.set_cmos(0x38, 0x01);  // no check of the boot sector's signature on diskettes
  cmos.update_checksum();
}

}  // namespace trapline
