/// A profile's instruction costs as the timing of the classes that Trapline knows.
#pragma once

#include "models/processor/timing/instruction_timing.h"
#include "sim/cost_profile.h"

namespace trapline {

/// @throws config_error for a class that does not exist, or one that the profile leaves out.
timing::instruction_timing instruction_costs_of(const cost_profile&);

}  // namespace trapline
