/// A sweep's table: a line a point, `point,KEY...,seed,end,code,METRIC...`, in the order of the sweep's file.
#pragma once

#include <string>
#include <vector>

#include "platform/exploration/point_row.h"

namespace trapline::exploration {

/// @param keys the columns of what was swept. `point` is the first 16 digits of its identity; `end` is how it ended,
/// or why it failed; what a point has no figure for is empty.
std::string sweep_csv(const std::vector<std::string>& keys, const std::vector<point_row>& rows);

}  // namespace trapline::exploration
