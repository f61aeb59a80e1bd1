/// The paths of figures 2, 3 and 5, as the monitors charge them.
#pragma once

#include <string>
#include <vector>

#include "models/costs/cost_profile.h"
#include "models/costs/path.h"

namespace trapline {

/// For people: each path with what its steps cost in each of the profiles.
std::string paths_in_words(const std::vector<cost_profile>&);
/// As a table of the README: block, what happens, steps.
std::string path_as_markdown(const path_table&);

}  // namespace trapline
