/// A cost profile that says only in what it differs from another one, `based_on = "NAME"` in its [profile]
/// table: each cost, latency, instruction, property and cache that it gives stands in place of the other's.
///
/// `estimates_from = "NAME"` is for another machine's profile: a step that is given neither in the profile nor in
/// what it is based on takes what it takes there, which is an estimate here (its tag is E, and its source says so).
#pragma once

#include <filesystem>

#include <toml++/toml.h>

#include "models/costs/profile_finder.h"

namespace trapline {

/// The profile's tables with what it rests on. A name that has a slash or ends with .toml is a path
/// from the profile's folder; a name is found by `find`, or beside the profile without it.
/// @throws config_error for a file that is no TOML, and for a profile that is based on itself.
toml::table read_profile(const std::filesystem::path&, const profile_finder& find);

}  // namespace trapline
