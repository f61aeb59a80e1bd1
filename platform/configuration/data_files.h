/// Where profiles, placements, scenarios, guests and devices' images are on this machine: Trapline's own and a user's.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trapline {

/// Where what was fetched or computed is kept between runs: TRAPLINE_CACHE, else XDG_CACHE_HOME/trapline, else
/// ~/.cache/trapline. Nothing if none of the three is set.
std::optional<std::filesystem::path> cache_folder();

class read_profiles;

/// The folders that data files are in: the shipped ones, and those that a user adds. Names are one space: none hides another, and a
/// name that two of the folders have is an error that names both files.
class data_files {
 public:
  /// For the running program: share/trapline beside the executable's folder (an installation), or else the build tree that the
  /// executable lies in and the source tree that it was built from; and the folders of TRAPLINE_DATA, separated by colons.
  /// @throws config_error if one of these is no folder
  static data_files of_this_program();
  /// Of the same folder given twice only one counts.
  explicit data_files(const std::vector<std::filesystem::path>& roots);

  /// The names that exist: of "profiles", "placements", "scenarios" or "devices" each NAME.toml, in order.
  std::vector<std::string> names_of(std::string_view kind) const;
  /// The same with where each is. @throws config_error for a name that is there twice
  std::map<std::string, std::filesystem::path> files_of(std::string_view kind) const;
  /// Where NAME.toml is. @throws config_error with what was meant; `what` says "profile" or the like.
  std::filesystem::path find(std::string_view kind, const std::string& name, std::string_view what) const;

  std::vector<std::string> guest_names() const;
  /// Where the guest's guest.toml is. @throws config_error
  std::filesystem::path find_guest(const std::string& name) const;
  /// Where files that a guest.toml names may be: its own folder first.
  std::vector<std::filesystem::path> guest_folders(const std::filesystem::path& guest_toml) const;

  /// Those that have been read so far; copies share them.
  read_profiles& profiles() const { return *profiles_; }

 private:
  /// Name -> guest.toml. @throws config_error for a name that is there twice
  std::map<std::string, std::filesystem::path> guests() const;
  std::vector<std::filesystem::path> folders_of(std::string_view kind) const;

  std::vector<std::filesystem::path> roots_;
  std::shared_ptr<read_profiles> profiles_;
};

}  // namespace trapline
