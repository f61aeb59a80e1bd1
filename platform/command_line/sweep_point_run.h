/// One point of a sweep, simulated.
#pragma once

#include "platform/command_line/command_line.h"
#include "platform/exploration/point_row.h"
#include "platform/exploration/sweep_plan.h"

namespace trapline {

/// In a process of its own: one simulation is all that it does. Nothing is thrown.
exploration::point_row run_point(const exploration::planned_point&, const std::string& scenario,
                                 const scenario_request& options, const data_files&, const simulator&);

}  // namespace trapline
