/// How a profile that is named is found: apart from the reading of TOML, so that what only holds profiles
/// compiles without it.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace trapline {

/// Finds a profile by its name. @throws config_error if there is none.
using profile_finder = std::function<std::filesystem::path(const std::string& name)>;

}  // namespace trapline
