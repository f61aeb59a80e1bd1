#include "models/devices/storage/disk_image.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "models/devices/storage/floppy_format.h"

namespace trapline::devices {

namespace {
std::string bytes_text(std::uint64_t n) { return std::to_string(n) + (n == 1 ? " byte" : " bytes"); }
}  // namespace

disk_image::disk_image(std::string path, image_access access, image_kind kind)
    : path_{std::move(path)}, access_{access} {
  try {
    open_and_lock();
    check_size(kind);
    map();
  } catch (...) {
    if (file_ >= 0) ::close(file_);
    throw;
  }
}

disk_image::~disk_image() {
  ::munmap(bytes_, size_);
  ::close(file_);
}

void disk_image::open_and_lock() {
  const bool write = access_ == image_access::writable;
  // O_NONBLOCK: a pipe of that name must be refused, not waited for.
  file_ = ::open(path_.c_str(), (write ? O_RDWR : O_RDONLY) | O_CLOEXEC | O_NONBLOCK);
  if (file_ < 0) {
    switch (errno) {
      case ENOENT:
      case ENOTDIR:
        throw image_error(path_, "there is no such file", "give the path of an image file");
      case EISDIR:
        throw image_error(path_, "is a directory", "give the path of an image file");
      case EACCES:
      case EPERM:
      case EROFS:
        throw image_error(path_, write ? "cannot be opened for writing" : "cannot be read",
                          write ? "allow writing to it, or use it copy-on-write" : "allow reading it");
      default:
        throw image_error(path_, std::strerror(errno), "give the path of an image file");
    }
  }
  struct stat info {};
  if (::fstat(file_, &info) != 0) throw image_error(path_, std::strerror(errno), "give a regular file");
  if (S_ISDIR(info.st_mode)) throw image_error(path_, "is a directory", "give the path of an image file");
  if (!S_ISREG(info.st_mode)) throw image_error(path_, "is not a regular file", "give an image file");
  if (::flock(file_, (write ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0 && errno == EWOULDBLOCK)
    throw image_error(path_, write ? "is in use by another run" : "is open for writing in another run",
                      "wait for it to end, or use a copy");
  size_ = in_file_ = static_cast<std::size_t>(info.st_size);
}

void disk_image::check_size(image_kind kind) {
  if (size_ == 0) throw image_error(path_, "is empty", "an image has at least one sector of 512 bytes");
  if (kind == image_kind::floppy) {
    const std::string is = "of a floppy has " + bytes_text(size_);
    std::array<std::byte, sector_bytes> first{};
    if (::pread(file_, first.data(), first.size(), 0) < 0)
      throw image_error(path_, std::string("cannot be read: ") + std::strerror(errno), "give an image file");
    const auto format = floppy_format_for(size_, first);
    if (!format)
      throw image_error(path_, is, "the largest floppy has " + bytes_text(floppy_formats().back().bytes()));
    size_ = format->bytes();
    if (in_file_ < size_ && access_ == image_access::writable)
      throw image_error(path_, is,
                        "one that is written to needs all " + bytes_text(size_) + " of a " +
                            std::string(format->name) + " floppy");
    return;
  }
  if (size_ % sector_bytes != 0)
    throw image_error(path_, "is truncated or no disk image (" + bytes_text(size_) + ")",
                      "the size must be a multiple of 512 bytes, such as " +
                          bytes_text((size_ / sector_bytes + 1) * sector_bytes));
  if (size_ > largest_disk)
    throw image_error(path_, "is too large for a disk image (" + bytes_text(size_) + ")",
                      "at most " + bytes_text(largest_disk) + " (2 TiB)");
}

void disk_image::map() {
  const bool private_copy = access_ == image_access::copy_on_write;
  const int protection = private_copy ? PROT_READ | PROT_WRITE : PROT_READ;
  // Zeros first, the file over them.
  void* at = ::mmap(nullptr, size_, protection, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (at == MAP_FAILED ||
      ::mmap(at, in_file_, protection, MAP_FIXED | (private_copy ? MAP_PRIVATE | MAP_NORESERVE : MAP_SHARED),
             file_, 0) == MAP_FAILED)
    throw image_error(path_, std::string("cannot be mapped: ") + std::strerror(errno),
                      "give a smaller image");
  bytes_ = static_cast<std::byte*>(at);
}

bool disk_image::failed(const std::string& what) {
  if (fault_.empty()) fault_ = path_ + ": " + what;
  return false;
}

bool disk_image::whole() {
  struct stat info {};
  if (::fstat(file_, &info) != 0) return failed(std::strerror(errno));
  return static_cast<std::size_t>(info.st_size) >= in_file_ ||
         failed("another program has shortened it to " +
                bytes_text(static_cast<std::uint64_t>(info.st_size)));
}

bool disk_image::read(std::uint64_t lba, std::span<std::byte> data) {
  if (!holds(lba, data.size()) || !whole()) return false;
  std::memcpy(data.data(), bytes_ + lba * sector_bytes, data.size());
  return true;
}

bool disk_image::write(std::uint64_t lba, std::span<const std::byte> data) {
  if (!writable() || !holds(lba, data.size()) || !whole()) return false;
  if (access_ == image_access::copy_on_write) {
    std::memcpy(bytes_ + lba * sector_bytes, data.data(), data.size());
    return true;
  }
  // Through the file and not the mapping: a full host disk is then an error and not a signal.
  std::size_t done = 0;
  while (done < data.size()) {
    const ssize_t n = ::pwrite(file_, data.data() + done, data.size() - done,
                               static_cast<off_t>(lba * sector_bytes + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return failed(std::string{"cannot be written: "} + std::strerror(errno));
    done += static_cast<std::size_t>(n);
  }
  return true;
}

bool disk_image::flush() {
  if (access_ != image_access::writable || ::fdatasync(file_) == 0) return true;
  return failed(std::string{"cannot be written: "} + std::strerror(errno));
}

}  // namespace trapline::devices
