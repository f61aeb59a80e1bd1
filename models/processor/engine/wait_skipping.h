/// Loops in which a guest only waits for something from outside are counted and not executed, where that makes
/// no difference: see wait_watch.h.
#pragma once

#include <cstdint>

namespace trapline::engine {

/// Whether it is so for every core that is made from now on; it is unless this says otherwise.
void skip_waits_of_new_cores(bool);
/// How many instructions were counted and not executed, by all cores of the process.
std::uint64_t skipped_instructions();

}  // namespace trapline::engine
