/// The image file of a hard disk or a floppy: sector n at byte 512 n, nothing else in it.
///
/// The file is mapped. With `copy_on_write` the mapping is private, so the pages a guest wrote live in
/// memory and go away with the process; the user's file never changes, and runs that share an image
/// share its pages. A floppy's image that ends early, as tools leave it that write no empty sectors, is read as
/// if zeros followed up to its format's end (floppy_format_for). Everyone holds a lock on the file for as long as it is open (shared by readers,
/// exclusive for a writer), so a run never reads what another one is writing.
///
/// The guest's sectors of a file that another program shortens while it is in use, and writes that the host
/// refuses, are errors to the guest, and what went wrong is kept for the user.
#pragma once

#include <cstddef>
#include <string>

#include "models/devices/storage/image_error.h"
#include "models/devices/storage/sector_store.h"

namespace trapline::devices {

enum class image_access { read_only, copy_on_write, writable };
enum class image_kind { disk, floppy };

class disk_image final : public sector_store {
 public:
  /// The most a disk image may hold, in bytes: what 32-bit sector numbers of a partition table reach.
  static constexpr std::uint64_t largest_disk = std::uint64_t{2} << 40;

  /// @throws image_error if the file is missing, unreadable, no regular file, empty, not whole sectors,
  /// too large, larger than any floppy (for a floppy), of no format's size (for one to write to), or open for writing in another run.
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
  /// What went wrong with the file since it was opened, for the user; empty if nothing did.
  const std::string& fault() const { return fault_; }

 private:
  /// Whether the file is as long as it was: what is mapped behind its end must not be touched.
  bool whole();
  bool failed(const std::string& what);
  void open_and_lock();
  void check_size(image_kind kind);
  void map();

  std::string path_;
  image_access access_;
  int file_ = -1;
  std::size_t size_ = 0;
  std::size_t in_file_ = 0;  ///< less than `size_` where zeros follow
  std::byte* bytes_ = nullptr;
  std::string fault_;
};

}  // namespace trapline::devices
