#include "platform/command_line/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "platform/command_line/file_identity.h"
#include "platform/files/output_error.h"
#include "platform/files/write_all.h"
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

}  // namespace

output_file::output_file(const std::string& option, const std::string& path) : path_{link_target(path)} {
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

void output_file::check(int error) const {
  if (error != 0) throw output_error{path_.string() + ": cannot be written: " + std::strerror(error)};
}

void output_file::write(const std::string& part) { check(write_all(file_, part)); }

void output_file::finish() {
  if (is_standard_output()) return;
  check(::close(std::exchange(file_, -1)) == 0 ? 0 : errno);
  if (aside_.empty()) return;
  check(std::rename(aside_.c_str(), path_.c_str()) == 0 ? 0 : errno);
  aside_.clear();
}

}  // namespace trapline
