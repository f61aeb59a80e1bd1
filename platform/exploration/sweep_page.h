/// A sweep's results as its page carries them: `trapline.sweep-page/1`.
#pragma once

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "platform/exploration/point_row.h"

namespace trapline::exploration {

/// A point for each combination of values, with the means of its metrics over the seeds, and those that failed.
/// @param rows in the file's order. @param from as sweep_origin reads it
nlohmann::ordered_json sweep_page(const std::string& scenario, const std::string& from,
                                  const std::vector<std::string>& keys, const std::vector<point_row>& rows);

}  // namespace trapline::exploration
