/// What came of putting a virtual machine's device models elsewhere while it ran.
#pragma once

#include "platform/images/image_collection.h"
#include "sim/results/vm_section.h"

namespace trapline {

/// Adds when each device model was where, and what accesses took against the best and the worst fixed placement.
/// @param initial where they were at power-on. @param far the place farthest from the guest.
/// @param budget bytes that images may have near it.
void add_placing(vm_result&, const placement& initial, place far, std::uint64_t budget, image_collection&,
                 const run_statistics&);

}  // namespace trapline
