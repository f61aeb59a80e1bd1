/// What the guests wrote, for people to read.
#pragma once

#include <string>
#include <vector>

#include "models/control/control_panel.h"
#include "sim/results/results.h"

namespace trapline {

/// Serial output (its last lines), the whole log, and the screen of each VM, where there is something. Control
/// characters are made harmless.
std::string guest_report(const results&);
/// What the control panel answered. What was said to it without an answer is in the results' report.
std::string panel_report(const std::vector<control::given_command>&);

}  // namespace trapline
