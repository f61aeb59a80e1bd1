/// What a point's results come to: numbers with names, the columns of a sweep's table.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/configuration/scenario.h"
#include "sim/results/results.h"

namespace trapline::exploration {

/// Names end in their unit; of what did not happen there is none.
///
/// work_ns                         time that the guests' work took: the mean of the regions of interest of the VMs that
///                                 mark one; of the whole run where none does
/// awake_ns                        simulated_ns less what the processors that run guests idled, in the mean
/// simulated_ns, instructions_count
/// DEVICE_accesses_count, DEVICE_access_mean_cycles, DEVICE_access_total_cycles     of all VMs and paths
/// exits_count, exit_mean_cycles
/// SOURCE_raised_count, _delivered_, _merged_, _dropped_; SOURCE_to_handler_mean_cycles, _p99_cycles (the worst VM's),
/// SOURCE_drift_ns                 the worst VM's
/// guest_cycles, monitor_cycles, service_os_cycles, idle_cycles     of all processors
/// near_models_bytes               of the first VM's device models that are in the hypervisor, or the kernel VMM
using metrics = std::vector<std::pair<std::string, double>>;

metrics metrics_of(const results&, const scenario&);

/// The time of the guests' work, as work_ns has it.
struct work_time {
  double sum_ns = 0;
  std::size_t vms = 0;
  double mean_ns() const { return vms == 0 ? 0 : sum_ns / static_cast<double>(vms); }
};
work_time work_of(const results&);
/// awake_ns
double awake_ns_of(const results&, const scenario&);

}  // namespace trapline::exploration
