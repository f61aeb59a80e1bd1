/// What a point's results come to: numbers with names, the columns of a sweep's table.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "sim/results/results.h"

namespace trapline::exploration {

/// Names end in their unit; of what did not happen there is none.
///
/// work_ns                         time that the guests' work took: the mean over the VMs of their regions of interest,
///                                 of the whole run where a guest marks none
/// simulated_ns, instructions_count
/// DEVICE_accesses_count, DEVICE_access_mean_cycles, DEVICE_access_total_cycles     of all VMs and paths
/// exits_count, exit_mean_cycles
/// SOURCE_raised_count, _delivered_, _merged_, _dropped_; SOURCE_to_handler_mean_cycles, _p99_cycles (the worst VM's),
/// SOURCE_drift_ns                 the worst VM's
/// guest_cycles, monitor_cycles, service_os_cycles, idle_cycles     of all processors
using metrics = std::vector<std::pair<std::string, double>>;

metrics metrics_of(const results&);

}  // namespace trapline::exploration
