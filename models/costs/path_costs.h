/// What a path's steps cost by a profile.
#pragma once

#include <cstdint>

#include "models/costs/cost_profile.h"
#include "models/costs/path.h"

namespace trapline {

/// Whether time passes in it with nobody at work, so that no profile has its cost.
bool is_waiting(const path_step&);

/// Mean cycles of the parts that are always taken: of an operation that nothing holds up.
std::uint64_t certain_cycles(const path_table&, const cost_profile&);

}  // namespace trapline
