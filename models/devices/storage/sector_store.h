/// Where the sectors of a drive are kept: an image file, or memory. It knows no time; the drive's
/// mechanics (disk_mechanics, floppy_drive) know that.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "models/devices/storage/block_medium.h"

namespace trapline::devices {

class sector_store {
 public:
  virtual ~sector_store() = default;
  virtual std::uint64_t sectors() const = 0;
  virtual bool writable() const = 0;
  /// `data` is whole sectors, all of them inside the store.
  /// @returns false if the host could not do it: the drive reports a defect.
  virtual bool read(std::uint64_t lba, std::span<std::byte> data) = 0;
  virtual bool write(std::uint64_t lba, std::span<const std::byte> data) = 0;
  /// Makes what was written last beyond this process.
  virtual bool flush() = 0;

  /// Whether a transfer of `bytes` at `lba` is whole sectors inside the store.
  bool holds(std::uint64_t lba, std::size_t bytes) const {
    const std::uint64_t count = bytes / sector_bytes;
    return bytes % sector_bytes == 0 && lba <= sectors() && count <= sectors() - lba;
  }
};

}  // namespace trapline::devices
