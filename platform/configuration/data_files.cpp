#include "platform/configuration/data_files.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <set>
#include <sstream>

#include "sim/configuration/config_error.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace fs = std::filesystem;
namespace {

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
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

data_files data_files::of_this_program() {
  std::vector<fs::path> roots;
  if (const char* given = std::getenv("TRAPLINE_DATA"); given != nullptr && *given != '\0') {
    std::istringstream list{given};
    for (std::string one; std::getline(list, one, ':');)
      if (!one.empty()) roots.emplace_back(one);
    return data_files{roots};
  }
  std::error_code unknown;
  const fs::path program = fs::read_symlink("/proc/self/exe", unknown);
  const fs::path above = program.parent_path().parent_path();
  if (!unknown && is_there(above / "share" / "trapline")) return data_files{{above / "share" / "trapline"}};
  if (!unknown) roots.push_back(above);
  roots.emplace_back(TRAPLINE_SOURCE_TREE);
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

std::vector<std::string> data_files::names_of(std::string_view kind) const {
  std::set<std::string> names;
  for (const fs::path& folder : folders_of(kind)) {
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator{folder, none})
      if (entry.path().extension() == ".toml") names.insert(entry.path().stem().string());
  }
  return {names.begin(), names.end()};
}

fs::path data_files::find(std::string_view kind, const std::string& name, std::string_view what) const {
  if (!name.empty() && name.find('/') == std::string::npos)
    for (const fs::path& folder : folders_of(kind))
      if (const fs::path at = folder / (name + ".toml"); is_there(at)) return at;
  const std::vector<std::string> known = names_of(kind);
  if (known.empty())
    throw config_error{{}, "", "no " + std::string{kind} + " are installed",
                       "set TRAPLINE_DATA to the folder that holds " + std::string{kind} + "/"};
  throw config_error{
      {}, "", "there is no " + std::string{what} + " \"" + name + "\"", suggestion(name, known)};
}

std::vector<std::string> data_files::guest_names() const {
  std::set<std::string> names;
  for (const fs::path& root : roots_) {
    std::error_code none;
    for (const fs::directory_entry& entry : fs::directory_iterator{root / "guests", none})
      if (is_there(entry.path() / "guest.toml")) names.insert(entry.path().filename().string());
  }
  return {names.begin(), names.end()};
}

fs::path data_files::find_guest(const std::string& name) const {
  if (!name.empty() && name.find('/') == std::string::npos)
    for (const fs::path& root : roots_)
      if (const fs::path at = root / "guests" / name / "guest.toml"; is_there(at)) return at;
  throw config_error{{}, "", "there is no guest \"" + name + "\"", suggestion(name, guest_names())};
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
