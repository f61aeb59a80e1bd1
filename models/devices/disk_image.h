/// The image file of a hard disk or a floppy: sector n at byte 512 n, nothing else in it.
///
/// The file is mapped. With `copy_on_write` the mapping is private, so the pages a guest wrote live in
/// memory and go away with the process; the user's file never changes, and runs that share an image
/// share its pages. Everyone holds a lock on the file for as long as it is open (shared by readers,
/// exclusive for a writer), so a run never reads what another one is writing.
///
/// *Not handled*: a file that another program shortens while it is in use.
#pragma once

#include <cstddef>
#include <string>

#include "models/devices/image_error.h"
#include "models/devices/sector_store.h"

namespace trapline::devices {

enum class image_access { read_only, copy_on_write, writable };
enum class image_kind { disk, floppy };

class disk_image final : public sector_store {
 public:
  /// The most a disk image may hold, in bytes: what 32-bit sector numbers of a partition table reach.
  static constexpr std::uint64_t largest_disk = std::uint64_t{2} << 40;

  /// @throws image_error if the file is missing, unreadable, no regular file, empty, not whole sectors,
  /// too large, of no floppy's size (for a floppy), or open for writing in another run.
  disk_image(std::string path, image_access access, image_kind kind = image_kind::disk);
  ~disk_image() override;
  disk_image(const disk_image&) = delete;
  disk_image& operator=(const disk_image&) = delete;

  const std::string& path() const { return path_; }
  std::uint64_t sectors() const override { return size_ / sector_bytes; }
  bool writable() const override { return access_ != image_access::read_only; }
  bool read(std::uint64_t lba, std::span<std::byte> data) override;
  bool write(std::uint64_t lba, std::span<const std::byte> data) override;
  bool flush() override;

 private:
  void open_and_lock();
  void check_size(image_kind kind) const;
  void map();

  std::string path_;
  image_access access_;
  int file_ = -1;
  std::size_t size_ = 0;
  std::byte* bytes_ = nullptr;
};

}  // namespace trapline::devices
