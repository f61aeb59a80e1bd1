/// Cost profiles among the program's and the user's data. What one is based on is found there too.
#pragma once

#include "models/costs/cost_profile.h"
#include "platform/configuration/data_files.h"

namespace trapline {

/// @throws config_error if there is no such profile, or it is wrong.
cost_profile profile_named(const std::string& name, const data_files&);
cost_profile profile_at(const std::filesystem::path&, const data_files&);

}  // namespace trapline
