/// Writing to a file descriptor as long as there is something to write.
#pragma once

#include <unistd.h>

#include <cerrno>
#include <string_view>

namespace trapline {

/// @return 0, or the error number that kept the rest from being written.
inline int write_all(int file, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(file, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    if (n == 0) return ENOSPC;
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  return 0;
}

}  // namespace trapline
