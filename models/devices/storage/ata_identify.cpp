#include "models/devices/storage/ata_identify.h"

#include <algorithm>
#include <string_view>

namespace trapline::devices {

namespace {

constexpr std::uint32_t largest_lba28 = 0x0FFF'FFFF;

/// The words of the answer, stored lowest byte first.
class words {
 public:
  explicit words(std::span<std::byte, sector_bytes> data) : data_{data} {
    std::fill(data_.begin(), data_.end(), std::byte{0});
  }
  void set(unsigned at, std::uint64_t value, unsigned count = 1) {
    for (unsigned i = 0; i < 2 * count; ++i) data_[2 * at + i] = static_cast<std::byte>(value >> (8 * i));
  }
  /// Each word holds two characters, the first of them in its upper half; spaces fill up.
  void set_text(unsigned at, std::string_view text, unsigned count) {
    for (unsigned i = 0; i < 2 * count; ++i)
      data_[2 * at + (i ^ 1U)] = static_cast<std::byte>(i < text.size() ? text[i] : ' ');
  }
  /// Word 255: the signature A5h, and what makes all 512 bytes add up to nothing.
  void seal() {
    data_[510] = std::byte{0xA5};
    unsigned sum = 0;
    for (std::size_t i = 0; i < 511; ++i) sum += std::to_integer<unsigned>(data_[i]);
    data_[511] = static_cast<std::byte>(0U - sum);
  }

 private:
  std::span<std::byte, sector_bytes> data_;
};

}  // namespace

ata_geometry default_geometry(std::uint64_t sectors) {
  const auto per_track = static_cast<std::uint8_t>(std::clamp<std::uint64_t>(sectors, 1, 63));
  const auto heads = static_cast<std::uint8_t>(std::clamp<std::uint64_t>(sectors / per_track, 1, 16));
  const std::uint64_t cylinders = sectors / (std::uint64_t{heads} * per_track);
  return {static_cast<std::uint16_t>(std::clamp<std::uint64_t>(cylinders, 1, 16383)), heads, per_track};
}

ata_geometry translated_geometry(std::uint64_t sectors, std::uint8_t heads, std::uint8_t sectors_per_track) {
  // What words 1, 3 and 6 span is all that a translation may reach (ATA-6, 6.2).
  const std::uint64_t reach = std::min<std::uint64_t>(sectors, 16383ULL * 16 * 63);
  const std::uint64_t cylinders = reach / (std::uint64_t{heads} * sectors_per_track);
  return {static_cast<std::uint16_t>(std::min<std::uint64_t>(cylinders, 65535)), heads, sectors_per_track};
}

void fill_identify(std::span<std::byte, sector_bytes> data, const ata_identity& identity,
                   const ata_settings& settings, std::uint64_t sectors) {
  words w{data};
  const ata_geometry native = default_geometry(sectors);
  w.set(0, 0x0040);  // an ATA device, not removable
  w.set(1, native.cylinders);
  w.set(3, native.heads);
  w.set(6, native.sectors);
  w.set_text(10, identity.serial, 10);
  w.set_text(23, identity.firmware, 4);
  w.set_text(27, identity.model, 20);
  w.set(47, 0x8000U | ata_largest_multiple);
  w.set(49, 0x2A00);  // LBA, IORDY, standby timer values of the standard; no DMA
  w.set(50, 0x4000);
  w.set(51, 0x0200);  // PIO mode 2, for hosts that do not look at words 64 to 70
  w.set(53, 0x0003);  // words 54-58 and 64-70 hold
  w.set(54, settings.translation.cylinders);
  w.set(55, settings.translation.heads);
  w.set(56, settings.translation.sectors);
  w.set(57, settings.translation.capacity(), 2);
  w.set(59, settings.multiple != 0 ? 0x0100U | settings.multiple : 0U);
  w.set(60, std::min<std::uint64_t>(sectors, largest_lba28), 2);
  w.set(64, 0x0003);  // PIO modes 3 and 4
  w.set(67, 120);     // ns a PIO cycle, without and with IORDY
  w.set(68, 120);
  w.set(80, 0x0070);  // ATA-4 to ATA-6
  // Word 82/85: look-ahead, write cache, power management, NOP; 83/86: FLUSH CACHE (EXT), 48-bit LBA.
  w.set(82, 0x4068);
  w.set(83, 0x7400);
  w.set(84, 0x4000);
  w.set(85, 0x4008U | (settings.write_cache ? 0x20U : 0U) | (settings.look_ahead ? 0x40U : 0U));
  w.set(86, 0x3400);
  w.set(87, 0x4000);
  // The last reset: passed, numbered by jumper, answers for an absent device 1, 80-wire cable.
  w.set(93, 0x604B);
  w.set(100, sectors, 4);
  w.seal();
}

}  // namespace trapline::devices
