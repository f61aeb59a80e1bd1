#include "platform/loaders/image_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "platform/loaders/load_plan.h"
#include "platform/loaders/text.h"

namespace trapline::loaders {
namespace {

constexpr std::uint64_t largest = std::uint64_t{1} << 30;

// What is read when a file is opened. Formats are told by their first bytes, and headers lie there.
constexpr std::uint64_t head_bytes = std::uint64_t{64} << 10;

struct file_descriptor {
  explicit file_descriptor(const std::string& path) : number{::open(path.c_str(), O_RDONLY | O_CLOEXEC)} {
    if (number < 0) throw load_error(path + ": cannot be read: " + std::strerror(errno));
  }
  ~file_descriptor() { ::close(number); }
  file_descriptor(const file_descriptor&) = delete;
  file_descriptor& operator=(const file_descriptor&) = delete;
  const int number;
};

// Addresses, and memory where somebody writes.
struct room {
  explicit room(std::uint64_t size)
      : bytes{static_cast<std::byte*>(mmap(nullptr, size, PROT_READ | PROT_WRITE,
                                           MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0)),
              size} {
    if (bytes.data() == MAP_FAILED) throw std::bad_alloc{};
  }
  ~room() { munmap(bytes.data(), bytes.size()); }
  room(const room&) = delete;
  room& operator=(const room&) = delete;
  const std::span<std::byte> bytes;
};

// A mapping of the file would end the program when somebody shortens it during a run.
class opened_file final : public file_source {
 public:
  opened_file(const std::string& path, std::uint64_t size)
      : path_{path}, file_{std::make_unique<file_descriptor>(path)}, written_{last_written()}, room_{size} {
    read(0, room_.bytes.first(head().size()));
    if (head().size() == size) file_.reset();
  }

  std::span<const std::uint8_t> bytes() const {
    return {reinterpret_cast<const std::uint8_t*>(room_.bytes.data()), room_.bytes.size()};
  }
  std::span<const std::uint8_t> head() const override {
    return bytes().first(std::min<std::uint64_t>(bytes().size(), head_bytes));
  }

  void read_all() override {
    if (!file_) return;
    read(head_bytes, room_.bytes.subspan(head_bytes));
    file_.reset();
  }

  // By way of a piece that stays in the processor's cache: on a virtual machine memory that the kernel writes to may
  // have to be made known to the program by another fault.
  void copy(std::span<const std::uint8_t> from, std::span<std::byte> to) override {
    const auto begin = static_cast<std::uint64_t>(from.data() - bytes().data());
    if (!file_) {
      std::memcpy(to.data(), from.data(), from.size());
      return;
    }
    constexpr std::size_t most = std::size_t{128} << 10;
    std::vector<std::byte> piece(std::min(from.size(), most));
    for (std::size_t done = 0; done < from.size(); done += piece.size()) {
      piece.resize(std::min(piece.size(), from.size() - done));
      read(begin + done, piece);
      std::ranges::copy(piece, to.data() + done);
    }
  }

 private:
  /// @throws load_error also if the file was written to since it was opened
  void read(std::uint64_t at, std::span<std::byte> to) const {
    while (!to.empty()) {
      const ssize_t n = ::pread(file_->number, to.data(), to.size(), static_cast<off_t>(at));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw load_error(path_ + ": cannot be read: " + std::strerror(errno));
      if (n == 0) throw load_error(path_ + ": cannot be read: it has become shorter");
      to = to.subspan(static_cast<std::size_t>(n));
      at += static_cast<std::uint64_t>(n);
    }
    const timespec now = last_written();
    if (now.tv_sec != written_.tv_sec || now.tv_nsec != written_.tv_nsec)
      throw load_error(path_ + ": cannot be read: it was written to since the machine was started");
  }
  timespec last_written() const {
    struct stat s {};
    if (fstat(file_->number, &s) != 0) throw load_error(path_ + ": cannot be read: " + std::strerror(errno));
    return s.st_mtim;
  }

  std::string path_;
  std::unique_ptr<file_descriptor> file_;  ///< while there is something left to read
  timespec written_;
  room room_;
};

}  // namespace

image_file read_image_file(const std::string& path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw load_error(path + ": there is no such file");
  if (!std::filesystem::is_regular_file(status)) throw load_error(path + ": not a regular file");
  const std::uint64_t size = std::filesystem::file_size(path, error);
  if (error) throw load_error(path + ": " + error.message());
  if (size == 0) throw load_error(path + ": the file is empty");
  if (size > largest) throw load_error(path + ": " + size_text(size) + "; the most that is read is 1024 MiB");
  const auto file = std::make_shared<opened_file>(path, size);
  return {path, {file, file->bytes()}};
}

}  // namespace trapline::loaders
