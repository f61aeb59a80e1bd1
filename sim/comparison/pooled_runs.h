/// Runs of one configuration with several seeds as one: what a chart or a table shows that has no room for each.
#pragma once

#include <vector>

#include "sim/results/results.h"

namespace trapline {

/// Rows with equal keys become one: its latencies are of all of the runs' operations together, what is counted is
/// the sum over the runs, a time the mean. What has no sum (where devices are, how a guest ended, what was
/// installed) is the first run's. @pre there is a run.
results pooled(const std::vector<results>& runs);

}  // namespace trapline
