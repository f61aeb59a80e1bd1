/// Names of profiles, placements and scenarios, which may also be paths of files.
#pragma once

#include <filesystem>
#include <string>

#include "sim/configuration/configuration.h"

namespace trapline {

/// Whether it names a file by its path, rather than one of the data files by its name.
inline bool is_path(const std::string& name) {
  return name.find('/') != std::string::npos || name.ends_with(".toml");
}

/// The path that a setting's text, or a part of it, names: one that stands in a file is beside that file.
inline std::filesystem::path beside_its_source(const resolved_setting& setting, const std::string& text) {
  const std::filesystem::path path = text;
  if (setting.origin.from != layer::file || path.is_absolute()) return path;
  return std::filesystem::path{setting.origin.where.file}.parent_path() / path;
}

}  // namespace trapline
