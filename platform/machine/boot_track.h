/// The first MiB of the machine's disk, in front of partitions, where a boot loader and a monitor would be: a boot
/// sector that hands the machine over to who takes it from there, and zeros. A guest that is loaded onto the bare
/// machine has a disk of its own: then the sector lies over the first one of that, until it has done its work.
///
/// The sector's code is CLI and HLT: a processor that stands still with interrupts disabled inside the boot
/// sector is what tells that the firmware has done its work (firmware_boot.h).
#pragma once

#include <algorithm>
#include <array>

#include "models/devices/storage/sector_store.h"

namespace trapline {

class boot_track final : public devices::sector_store {
 public:
  /// Where a PC's firmware puts a boot sector, and enters it.
  static constexpr std::uint64_t loaded_at = 0x7C00;

  /// @param disk whose first sector it lies over.
  void lie_over(devices::sector_store& disk) { disk_ = &disk; }
  /// Only what it lies over is there any more.
  void leave() { has_left_ = true; }

  std::uint64_t sectors() const override {
    return disk_ != nullptr ? disk_->sectors() : (1 << 20) / devices::sector_bytes;
  }
  bool writable() const override { return disk_ != nullptr && disk_->writable(); }
  bool read(std::uint64_t lba, std::span<std::byte> data) override {
    std::ranges::fill(data, std::byte{});
    if (disk_ != nullptr && !disk_->read(lba, data)) return false;
    if (lba == 0 && !has_left_) put_sector(data.first(devices::sector_bytes));
    return true;
  }
  bool write(std::uint64_t lba, std::span<const std::byte> data) override {
    return disk_ != nullptr && disk_->write(lba, data);
  }
  bool flush() override { return disk_ == nullptr || disk_->flush(); }

 private:
  static void put_sector(std::span<std::byte> sector) {
    constexpr std::array cli_hlt_and_again{std::byte{0xFA}, std::byte{0xF4}, std::byte{0xEB},
                                           std::byte{0xFC}};
    std::ranges::fill(sector, std::byte{});
    std::ranges::copy(cli_hlt_and_again, sector.begin());
    sector[devices::sector_bytes - 2] = std::byte{0x55};
    sector[devices::sector_bytes - 1] = std::byte{0xAA};
  }

  devices::sector_store* disk_ = nullptr;
  bool has_left_ = false;
};

}  // namespace trapline
