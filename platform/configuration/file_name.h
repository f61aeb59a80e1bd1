/// Names of profiles, placements and scenarios, which may also be paths of files.
#pragma once

#include <string>

namespace trapline {

/// Whether it names a file by its path, rather than one of the data files by its name.
inline bool is_path(const std::string& name) { return name.find('/') != std::string::npos || name.ends_with(".toml"); }

}  // namespace trapline
