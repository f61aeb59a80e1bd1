#include "platform/devices/cmos_setup.h"

#include <algorithm>

#include "models/devices/storage/floppy_format.h"

namespace trapline {

namespace {

constexpr std::uint64_t kib = 1024;

void set_word(devices::mc146818& rtc, unsigned index, std::uint64_t value) {
  rtc.set_cmos(index, static_cast<std::uint8_t>(value & 0xff));
  rtc.set_cmos(index + 1, static_cast<std::uint8_t>(value >> 8 & 0xff));
}

}  // namespace

floppy_drive drive_type_for(const devices::block_medium* disk) {
  if (disk == nullptr) return floppy_drive::none;
  const std::uint64_t bytes = disk->sectors() * devices::sector_bytes;
  return static_cast<floppy_drive>(devices::floppy_format_for(bytes).value().cmos_type);
}

void set_memory_in_cmos(devices::mc146818& rtc, std::uint64_t bytes) {
  set_word(rtc, 0x15, 640);
  const std::uint64_t above_1m = bytes > 1024 * kib ? bytes / kib - 1024 : 0;
  const std::uint64_t extended = std::min<std::uint64_t>(above_1m, 0xffff);
  set_word(rtc, 0x17, extended);
  set_word(rtc, 0x30, extended);
  // Memory above 16 MiB in units of 64 KiB.
  const std::uint64_t above_16m = bytes > 16384 * kib ? (bytes - 16384 * kib) / (64 * kib) : 0;
  set_word(rtc, 0x34, std::min<std::uint64_t>(above_16m, 0xffff));
}

std::uint64_t memory_in_cmos(const devices::mc146818& rtc) {
  const auto word = [&](unsigned index) {
    return std::uint64_t{rtc.cmos(index)} | std::uint64_t{rtc.cmos(index + 1)} << 8;
  };
  const std::uint64_t above_16m = word(0x34) * 64 * kib;
  return above_16m != 0 ? 16384 * kib + above_16m : (1024 + word(0x30)) * kib;
}

void set_up_cmos(devices::mc146818& rtc, const cmos_contents& c) {
  const auto [a, b] = c.floppies;
  const unsigned drives = (a != floppy_drive::none ? 1 : 0) + (b != floppy_drive::none ? 1 : 0);
  rtc.set_cmos(0x10, static_cast<std::uint8_t>(static_cast<unsigned>(a) << 4 | static_cast<unsigned>(b)));
  rtc.set_cmos(0x12, c.has_disk ? 0xf0 : 0x00);
  // Equipment: a coprocessor, the display decided by its own BIOS, a mouse, the diskette drives.
  const unsigned floppy_bits = drives == 0 ? 0 : 1 | (drives - 1) << 6;
  rtc.set_cmos(0x14, static_cast<std::uint8_t>(0x06 | floppy_bits));
  set_memory_in_cmos(rtc, c.memory_bytes);
  // The diskette first if there is one.
  constexpr unsigned from_floppy = 1, from_disk = 2;
  rtc.set_cmos(cmos_boot_order, static_cast<std::uint8_t>(drives > 0 ? from_floppy | from_disk << 4
                                                                     : from_disk | from_floppy << 4));
  rtc.set_cmos(0x38, 0x01);  // no check of the boot sector's signature on diskettes
  rtc.update_checksum();
}

}  // namespace trapline
