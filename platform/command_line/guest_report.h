/// What the guests wrote, for people to read.
#pragma once

#include <string>

#include "sim/results/results.h"

namespace trapline {

/// Serial output (its last lines), the whole log, and the screen of each VM, where there is something. Control
/// characters are made harmless.
std::string guest_report(const results&);

}  // namespace trapline
