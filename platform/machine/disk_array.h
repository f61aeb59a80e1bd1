/// The virtual machines' disk images, one behind the other on one physical disk.
#pragma once

#include <vector>

#include "models/devices/disk_image.h"
#include "models/devices/sector_store.h"

namespace trapline {

class disk_array final : public devices::sector_store {
 public:
  /// @return the first sector of the image's range.
  std::uint64_t add(devices::disk_image& image);
  bool empty() const { return parts_.empty(); }

  std::uint64_t sectors() const override { return sectors_; }
  bool writable() const override { return true; }
  bool read(std::uint64_t lba, std::span<std::byte> data) override;
  bool write(std::uint64_t lba, std::span<const std::byte> data) override;
  bool flush() override;

 private:
  struct part {
    devices::disk_image* image;
    std::uint64_t first;
  };
  /// The image that holds the sector; a transfer never leaves the range of one virtual disk.
  const part& at(std::uint64_t lba) const;

  std::vector<part> parts_;
  std::uint64_t sectors_ = 0;
};

}  // namespace trapline
