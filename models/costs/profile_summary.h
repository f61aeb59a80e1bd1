/// What reports say about a run's cost profile.
#pragma once

#include "models/costs/cost_profile.h"
#include "sim/results/results.h"

namespace trapline {

profile_summary summary_of(const cost_profile& profile);

}  // namespace trapline
