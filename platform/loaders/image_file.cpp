#include "platform/loaders/image_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <new>

#include "platform/loaders/load_plan.h"
#include "platform/loaders/text.h"

namespace trapline::loaders {
namespace {

constexpr std::uint64_t largest = std::uint64_t{1} << 30;

struct file_descriptor {
  explicit file_descriptor(const std::string& path) : number{::open(path.c_str(), O_RDONLY | O_CLOEXEC)} {
    if (number < 0) throw load_error(path + ": cannot be read: " + std::strerror(errno));
  }
  ~file_descriptor() { ::close(number); }
  file_descriptor(const file_descriptor&) = delete;
  file_descriptor& operator=(const file_descriptor&) = delete;
  const int number;
};

// A mapping would save the copy, and end the program when somebody shortens the file during a run. In the host's usual
// pages: whole large ones are seldom at hand in a virtual machine, whose host then has to find them first.
image_bytes memory_for(std::uint64_t size) {
  constexpr std::size_t page = 4096;
  void* const at = std::aligned_alloc(page, (size + page - 1) / page * page);
  if (!at) throw std::bad_alloc{};
  return {std::shared_ptr<const void>{at, [](const void* p) { std::free(const_cast<void*>(p)); }},
          {static_cast<const std::uint8_t*>(at), size}};
}

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
  const file_descriptor file{path};
  image_file image{path, memory_for(size)};
  auto* const room = const_cast<std::uint8_t*>(image.bytes.data());  // nobody else has it yet
  for (std::uint64_t done = 0; done < size;) {
    const ssize_t n = ::pread(file.number, room + done, size - done, static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw load_error(path + ": cannot be read: " + std::strerror(errno));
    if (n == 0) throw load_error(path + ": cannot be read: it has become shorter");
    done += static_cast<std::uint64_t>(n);
  }
  return image;
}

}  // namespace trapline::loaders
