/// The configuration that results carry.
#pragma once

#include <string>
#include <string_view>

#include "sim/results/results.h"

namespace trapline {

/// What a key of the scenario was set to, as text; "" if there is no such key.
std::string setting_of(const results&, std::string_view key);

}  // namespace trapline
