/// What the machine starts from if it has firmware to run, the virtual machines' disk images, and files of the system that owns the devices, one behind the other on one
/// physical disk.
#pragma once

#include <vector>

#include "models/devices/storage/sector_store.h"

namespace trapline {

class disk_array final : public devices::sector_store {
 public:
  /// @return the first sector of the store's range.
  std::uint64_t add(devices::sector_store& store);
  bool empty() const { return parts_.empty(); }

  std::uint64_t sectors() const override { return sectors_; }
  bool writable() const override { return true; }
  bool read(std::uint64_t lba, std::span<std::byte> data) override;
  bool write(std::uint64_t lba, std::span<const std::byte> data) override;
  bool flush() override;

 private:
  struct part {
    devices::sector_store* store;
    std::uint64_t first;
  };
  /// The store that holds the sector; a transfer never leaves the range of one.
  const part& at(std::uint64_t lba) const;

  std::vector<part> parts_;
  std::uint64_t sectors_ = 0;
};

}  // namespace trapline
