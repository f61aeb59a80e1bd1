/// A sweep's table: a line a point, `point,KEY...,seed,end,code,METRIC...`, in the order of the sweep's file.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "platform/exploration/point_row.h"

namespace trapline::exploration {

/// Calls for every row, in the table's order; each time that it is called.
using row_walk = std::function<void(const std::function<void(const point_row&)>&)>;

/// Writes it row after row, so that a long one takes no memory; the rows are walked twice.
/// @param keys the columns of what was swept. `point` is the first 16 digits of its identity; `end` is how it ended,
/// or why it failed; what a point has no figure for is empty.
void write_sweep_csv(const std::vector<std::string>& keys, const row_walk& rows,
                     const std::function<void(const std::string&)>& write);

}  // namespace trapline::exploration
