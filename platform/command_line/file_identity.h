/// Which file a path names, however it is written, through symbolic and hard links, and also where the file does not
/// exist yet.
#pragma once

#include <compare>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace trapline {

class file_identity {
 public:
  /// What the file is known by: itself, if it is there, and its name in its folder, by which it is known before it is.
  /// Two paths that have one of these in common name the same file.
  /// @return nothing if its folder is not there, and for the null device, which everybody may share.
  static std::vector<file_identity> of(const std::filesystem::path& path);
  /// Of what is open there. @return nothing for the null device, and if nothing is.
  static std::optional<file_identity> of_descriptor(int file);

  auto operator<=>(const file_identity&) const = default;

 private:
  std::uint64_t device_ = 0, inode_ = 0;
  std::string name_;  ///< in the folder that device and inode are; empty if they are the file
};

/// Where writing to `path` writes: what its symbolic links lead to, whether that exists or not.
std::filesystem::path link_target(std::filesystem::path path);

}  // namespace trapline
