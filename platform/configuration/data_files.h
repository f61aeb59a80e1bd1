/// Where Trapline's own files are on this machine: profiles, placements, scenarios and guests.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace trapline {

/// Where what was fetched or computed is kept between runs: TRAPLINE_CACHE, else XDG_CACHE_HOME/trapline, else
/// ~/.cache/trapline. Nothing if none of the three is set.
std::optional<std::filesystem::path> cache_folder();

/// Folders in order of preference: those of TRAPLINE_DATA (separated by colons) and no others if it is
/// set; else share/trapline beside the executable's folder (an installation), else the build tree that
/// the executable lies in and the source tree that it was built from.
class data_files {
 public:
  /// For the running program.
  static data_files of_this_program();
  explicit data_files(std::vector<std::filesystem::path> roots) : roots_{std::move(roots)} {}

  /// The names that exist: of "profiles", "placements" or "scenarios" each NAME.toml, in order.
  std::vector<std::string> names_of(std::string_view kind) const;
  /// Where NAME.toml is. @throws config_error with what was meant; `what` says "profile" or the like.
  std::filesystem::path find(std::string_view kind, const std::string& name, std::string_view what) const;

  std::vector<std::string> guest_names() const;
  /// Where the guest's guest.toml is. @throws config_error
  std::filesystem::path find_guest(const std::string& name) const;
  /// Where files that a guest.toml names may be: its own folder first.
  std::vector<std::filesystem::path> guest_folders(const std::filesystem::path& guest_toml) const;

 private:
  std::vector<std::filesystem::path> folders_of(std::string_view kind) const;

  std::vector<std::filesystem::path> roots_;
};

}  // namespace trapline
