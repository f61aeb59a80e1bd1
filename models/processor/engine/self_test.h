/// The engine's start-up test: it refuses a library that would execute wrongly rather than let it.
#pragma once

#include <string>

namespace trapline::engine {

/// "unicorn 2.0.1", as results name it.
std::string engine_version();

/// Runs once a process, under 20 ms: RDTSC, an aliased page, the register file's layout, two page
/// faults in a row, a store to ROM, self-modifying code through an alias, a loop of known count, a
/// page fault in mid-block with a known count, a deadline at an odd cycle.
/// @throws std::runtime_error naming the version found, the versions known to work, and the check that
/// failed.
void self_test();

}  // namespace trapline::engine
