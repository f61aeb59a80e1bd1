/// A profile's instruction costs as the timing of the classes that Trapline knows.
#pragma once

#include <cstdint>

#include "models/costs/cost_profile.h"
#include "models/processor/timing/instruction_timing.h"

namespace trapline {

/// What accesses to memory take.
enum class memory_model : std::uint8_t {
  fast,     ///< an average, in the instructions' costs
  detailed  ///< what caches and TLBs make of each
};

/// @pre a detailed model: the profile has the figures for it.
/// @throws config_error for a class that does not exist, or one that the profile leaves out.
timing::instruction_timing instruction_costs_of(const cost_profile&, memory_model);

}  // namespace trapline
