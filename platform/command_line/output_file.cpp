#include "platform/command_line/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <utility>

#include "sim/configuration/config_error.h"

namespace trapline {
namespace fs = std::filesystem;
namespace {

/// mkstemp() makes files for the owner alone; this is what open() would have made.
mode_t usual_permissions() {
  const mode_t mask = ::umask(0);
  ::umask(mask);
  return static_cast<mode_t>(0666 & ~mask);
}

void write_all(int file, const std::string& content, const fs::path& path) {
  for (std::size_t done = 0; done < content.size();) {
    const ssize_t n = ::write(file, content.data() + done, content.size() - done);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) throw std::runtime_error{path.string() + ": cannot be written: " + std::strerror(errno)};
    done += static_cast<std::size_t>(n);
  }
}

}  // namespace

output_file::output_file(const std::string& option, const std::string& path) : path_{path} {
  if (path == "-") {
    file_ = STDOUT_FILENO;
    return;
  }
  const auto wrong = [&](const std::string& what, const std::string& right) {
    throw config_error{{"command line"}, option, "\"" + path + "\" " + what, right};
  };
  if (path.empty()) wrong("is no file name", "name a file, or - for standard output");
  std::error_code error;
  const fs::file_status there = fs::status(path_, error);
  if (fs::is_directory(there)) wrong("is a folder", "name a file");
  if (fs::exists(there) && !fs::is_regular_file(there)) {
    file_ = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    if (fs::exists(there) && ::access(path.c_str(), W_OK) != 0)
      wrong(std::string{"cannot be written: "} + std::strerror(errno), "name another file");
    const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path{"."};
    aside_ = (folder / ("." + path_.filename().string() + ".XXXXXX")).string();
    file_ = ::mkstemp(aside_.data());
    if (file_ >= 0) ::fchmod(file_, usual_permissions());
  }
  if (file_ < 0) {
    const std::string why = std::strerror(errno);
    aside_.clear();
    wrong("cannot be written: " + why, "name a file in a folder that there is and that you may write to");
  }
}

output_file::~output_file() {
  if (file_ >= 0 && file_ != STDOUT_FILENO) ::close(file_);
  if (!aside_.empty()) ::unlink(aside_.c_str());
}

void output_file::finish(const std::string& content) {
  write_all(file_, content, path_);
  if (is_standard_output()) return;
  if (::close(std::exchange(file_, -1)) != 0)
    throw std::runtime_error{path_.string() + ": cannot be written: " + std::strerror(errno)};
  if (aside_.empty()) return;
  if (std::rename(aside_.c_str(), path_.c_str()) != 0)
    throw std::runtime_error{path_.string() + ": cannot be written: " + std::strerror(errno)};
  aside_.clear();
}

}  // namespace trapline
