#include "platform/configuration/data_files.h"

#include <cstdlib>
#include <fstream>
#include <optional>
#include <set>
#include <sstream>

#include "platform/configuration/read_profiles.h"
#include "sim/configuration/config_error.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace fs = std::filesystem;
namespace {

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

/// What the build leaves beside the programs' folder: the path of the source tree, in a line.
constexpr const char* source_tree_file = "trapline-source-tree";

std::vector<fs::path> shipped_roots() {
  std::error_code unknown;
  const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
  if (unknown) return {};
  const fs::path above = program.parent_path().parent_path();
  if (is_there(above / "share" / "trapline")) return {above / "share" / "trapline"};
  std::vector<fs::path> roots{above};
  std::ifstream built_from{above / source_tree_file};
  if (std::string line; std::getline(built_from, line)) roots.emplace_back(line);
  return roots;
}

/// Name -> where it is. @throws config_error if it is there already, elsewhere; `what` says "scenario" or the like.
void note(std::map<std::string, fs::path>& found, const std::string& name, const fs::path& at,
          std::string_view what) {
  const auto [entry, is_new] = found.emplace(name, at);
  if (!is_new)
    throw config_error{{},
                       "",
                       "there are two " + std::string{what} + " named \"" + name +
                           "\": " + entry->second.string() + " and " + at.string(),
                       "rename one of them"};
}

std::vector<std::string> names_in(const std::map<std::string, fs::path>& found) {
  std::vector<std::string> names;
  names.reserve(found.size());
  for (const auto& [name, at] : found) names.push_back(name);
  return names;
}

}  // namespace

std::optional<fs::path> cache_folder() {
  const auto folder = [](const char* variable) -> std::optional<fs::path> {
    const char* value = std::getenv(variable);
    if (value == nullptr || *value == '\0') return std::nullopt;
    return fs::path{value};
  };
  if (const auto own = folder("TRAPLINE_CACHE")) return own;
  if (const auto xdg = folder("XDG_CACHE_HOME")) return *xdg / "trapline";
  if (const auto home = folder("HOME")) return *home / ".cache" / "trapline";
  return std::nullopt;
}

data_files::data_files(const std::vector<fs::path>& roots) : profiles_{std::make_shared<read_profiles>()} {
  std::set<fs::path> known;
  for (const fs::path& root : roots) {
    std::error_code unknown;
    const fs::path real = fs::weakly_canonical(root, unknown);
    if (known.insert(unknown ? root : real).second) roots_.push_back(root);
  }
}

data_files data_files::of_this_program() {
  std::vector<fs::path> roots = shipped_roots();
  const char* given = std::getenv("TRAPLINE_DATA");
  std::istringstream list{given == nullptr ? "" : given};
  for (std::string one; std::getline(list, one, ':');) {
    if (one.empty()) continue;
    if (std::error_code none; !fs::is_directory(one, none))
      throw config_error{{"environment"},
                         "TRAPLINE_DATA",
                         "names \"" + one + "\", and there is no such folder",
                         "folders with guests/, scenarios/, placements/, profiles/ or devices/ are needed, "
                         "with colons between them"};
    roots.emplace_back(one);
  }
  return data_files{roots};
}

std::vector<fs::path> data_files::folders_of(std::string_view kind) const {
  std::vector<fs::path> folders;
  for (const fs::path& root : roots_) {
    folders.push_back(root / kind);
    folders.push_back(root / "platform" / kind);
  }
  return folders;
}

std::map<std::string, fs::path> data_files::files_of(std::string_view kind) const {
  std::map<std::string, fs::path> found;
  for (const fs::path& folder : folders_of(kind)) {
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator{folder, none})
      if (entry.path().extension() == ".toml") note(found, entry.path().stem().string(), entry.path(), kind);
  }
  return found;
}

std::vector<std::string> data_files::names_of(std::string_view kind) const {
  return names_in(files_of(kind));
}

fs::path data_files::find(std::string_view kind, const std::string& name, std::string_view what) const {
  const std::map<std::string, fs::path> known = files_of(kind);
  if (const auto found = known.find(name); found != known.end()) return found->second;
  if (known.empty())
    throw config_error{{},
                       "",
                       "no " + std::string{kind} + " are installed",
                       "set TRAPLINE_DATA to the folder that holds " + std::string{kind} + "/"};
  throw config_error{
      {}, "", "there is no " + std::string{what} + " \"" + name + "\"", suggestion(name, names_in(known))};
}

std::map<std::string, fs::path> data_files::guests() const {
  std::map<std::string, fs::path> found;
  for (const fs::path& root : roots_) {
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator{root / "guests", none})
      if (const fs::path at = entry.path() / "guest.toml"; is_there(at))
        note(found, entry.path().filename().string(), at, "guests");
  }
  return found;
}

std::vector<std::string> data_files::guest_names() const { return names_in(guests()); }

fs::path data_files::find_guest(const std::string& name) const {
  const std::map<std::string, fs::path> known = guests();
  if (const auto found = known.find(name); found != known.end()) return found->second;
  throw config_error{{}, "", "there is no guest \"" + name + "\"", suggestion(name, names_in(known))};
}

std::vector<fs::path> data_files::guest_folders(const fs::path& guest_toml) const {
  const fs::path own = guest_toml.parent_path();
  const fs::path name = own.filename();
  std::vector<fs::path> folders{own};
  for (const fs::path& root : roots_) folders.push_back(root / "guests" / name);
  if (const std::optional<fs::path> cache = cache_folder()) folders.push_back(*cache / "guests" / name);
  return folders;
}

}  // namespace trapline
