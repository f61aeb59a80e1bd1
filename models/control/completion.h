/// What could stand next in a line that is being typed.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/control/system_view.h"

namespace trapline::control {

/// @param line up to where the next character goes.
/// @return the words that its last word could become, in order; the last word is empty after a blank.
std::vector<std::string> completions_of(std::string_view line, const system_view&);

}  // namespace trapline::control
