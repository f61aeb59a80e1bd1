/// A script for the control panel: a line a command, with its instant of simulated time in front:
///
///     # what follows a # is a comment
///     20 ms: place pit hypervisor
///     +5 ms: stats            after the one before
///     vms                     at the same instant as the one before
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "models/control/system_view.h"
#include "platform/configuration/scenario.h"

namespace trapline {

/// In order of time. @throws config_error naming file and line for what is no instant, or goes back in time.
std::vector<scenario_command> read_panel_script(const std::filesystem::path&);
/// A line of one.
std::string script_line(instant at, const std::string& command);

}  // namespace trapline
