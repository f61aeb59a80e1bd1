#include "platform/images/loaded_library.h"

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include "platform/images/image_error.h"

namespace trapline {

namespace {

/// The reason, without the name of the private copy.
std::string loader_error(const std::string& path) {
  std::string text = ::dlerror();
  for (std::size_t at; (at = text.find(path)) != std::string::npos;) text.replace(at, path.size(), "it");
  return text;
}

void check(const trapline_device* d) {
  if (d == nullptr) throw bad_image{"its trapline_device_image() returns nothing"};
  if (d->size < sizeof(trapline_device))
    throw bad_image{"its table has " + std::to_string(d->size) + " bytes; " +
                    std::to_string(sizeof(trapline_device)) + " are the least of interface 1"};
  if (d->interface_version != TRAPLINE_DEVICE_INTERFACE)
    throw bad_image{"it is of interface version " + std::to_string(d->interface_version) + "; " +
                    std::to_string(TRAPLINE_DEVICE_INTERFACE) + " is needed"};
  const bool complete = d->name && d->version && d->chip_count > 0 && d->chips &&
                        (d->line_count == 0 || d->lines) && d->create && d->destroy && d->read && d->write &&
                        d->advance && d->next_event && d->reset && d->save && d->load && d->line_level;
  if (!complete) throw bad_image{"its table lacks a function or a description"};
}

}  // namespace

/// A file in memory that nobody else can reach: another image under the same path is another image, and what
/// becomes of the file does not matter.
class loaded_library::private_copy {
 public:
  explicit private_copy(std::span<const std::byte> bytes)
      : file_{::memfd_create("device_image", MFD_CLOEXEC)} {
    for (std::size_t written = 0; file_ >= 0 && written < bytes.size();) {
      const ::ssize_t n = ::write(file_, bytes.data() + written, bytes.size() - written);
      if (n <= 0) break;
      written += static_cast<std::size_t>(n);
    }
    // The loader knows libraries by their paths, also some that were closed: no two have the same.
    static unsigned made = 0;
    constexpr unsigned longest = 2000;
    path_ = "/proc/self/fd" + std::string(1 + made++ % longest, '/') + std::to_string(file_);
  }
  ~private_copy() {
    if (file_ >= 0) ::close(file_);
  }
  private_copy(const private_copy&) = delete;
  private_copy& operator=(const private_copy&) = delete;
  const std::string& path() const { return path_; }

 private:
  int file_;
  std::string path_;
};

loaded_library::loaded_library(const std::string& name, std::span<const std::byte> bytes)
    : copy_{std::make_unique<private_copy>(bytes)},
      handle_{::dlopen(copy_->path().c_str(), RTLD_NOW | RTLD_LOCAL)} {
  if (handle_ == nullptr) throw bad_image{"it cannot be loaded: " + loader_error(copy_->path())};
  using entry = const trapline_device* (*)();
  const auto function = reinterpret_cast<entry>(::dlsym(handle_, "trapline_device_image"));
  try {
    if (function == nullptr) throw bad_image{"it has no function trapline_device_image()"};
    device_ = function();
    check(device_);
    if (device_->name != name)
      throw bad_image{"it calls itself " + std::string{device_->name} + ", its manifest " + name};
  } catch (...) {
    ::dlclose(handle_);
    throw;
  }
}

loaded_library::~loaded_library() { ::dlclose(handle_); }

}  // namespace trapline
