/// Sectors in memory: a blank medium, or one that a test or a scenario filled.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "models/devices/storage/sector_store.h"

namespace trapline::devices {

class memory_image final : public sector_store {
 public:
  explicit memory_image(std::uint64_t count, bool may_write = true)
      : bytes_(static_cast<std::size_t>(count) * sector_bytes), may_write_{may_write} {}
  /// `bytes` is filled up with zeros to a whole number of sectors.
  explicit memory_image(std::vector<std::byte> bytes, bool may_write = true)
      : bytes_{std::move(bytes)}, may_write_{may_write} {
    bytes_.resize((bytes_.size() + sector_bytes - 1) / sector_bytes * sector_bytes);
  }

  std::uint64_t sectors() const override { return bytes_.size() / sector_bytes; }
  bool writable() const override { return may_write_; }
  bool read(std::uint64_t lba, std::span<std::byte> data) override {
    if (!holds(lba, data.size())) return false;
    std::copy_n(bytes_.begin() + at(lba), data.size(), data.begin());
    return true;
  }
  bool write(std::uint64_t lba, std::span<const std::byte> data) override {
    if (!may_write_ || !holds(lba, data.size())) return false;
    std::copy(data.begin(), data.end(), bytes_.begin() + at(lba));
    return true;
  }
  bool flush() override { return true; }

  std::span<std::byte> bytes() { return bytes_; }

 private:
  static std::ptrdiff_t at(std::uint64_t lba) { return static_cast<std::ptrdiff_t>(lba * sector_bytes); }

  std::vector<std::byte> bytes_;
  bool may_write_;
};

}  // namespace trapline::devices
