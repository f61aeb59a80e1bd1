#include "platform/command_line/file_identity.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

namespace trapline {
namespace fs = std::filesystem;
namespace {

/// Linux's number of /dev/null.
bool is_null_device(const struct stat& s) { return S_ISCHR(s.st_mode) && s.st_rdev == makedev(1, 3); }

}  // namespace

fs::path link_target(fs::path path) {
  constexpr int most_links = 40;  // as Linux follows
  std::error_code error;
  for (int i = 0; i < most_links && fs::is_symlink(fs::symlink_status(path, error)); ++i) {
    const fs::path to = fs::read_symlink(path, error);
    // Of /proc/self/fd a pipe's link names no file.
    if (error || (to.is_relative() && to.string().find(':') != std::string::npos)) return path;
    path = to.is_absolute() ? to : path.parent_path() / to;
  }
  return path;
}

std::vector<file_identity> file_identity::of(const fs::path& path) {
  std::vector<file_identity> all;
  const auto add = [&](const struct stat& s, std::string name) {
    file_identity& id = all.emplace_back();
    id.device_ = s.st_dev;
    id.inode_ = s.st_ino;
    id.name_ = std::move(name);
  };
  struct stat s {};
  if (::stat(path.c_str(), &s) == 0) {
    if (is_null_device(s)) return {};
    add(s, "");
  }
  const fs::path target = link_target(path);
  const fs::path folder = target.has_parent_path() ? target.parent_path() : fs::path{"."};
  if (::stat(folder.c_str(), &s) == 0) add(s, target.filename().string());
  return all;
}

std::optional<file_identity> file_identity::of_descriptor(int file) {
  struct stat s {};
  if (::fstat(file, &s) != 0 || is_null_device(s)) return std::nullopt;
  file_identity id;
  id.device_ = s.st_dev;
  id.inode_ = s.st_ino;
  return id;
}

}  // namespace trapline
