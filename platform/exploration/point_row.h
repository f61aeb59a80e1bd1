/// What is kept of a point.
#pragma once

#include <string>

#include "platform/exploration/point_metrics.h"
#include "platform/exploration/sweep_file.h"

namespace trapline::exploration {

struct point_row {
  std::string id;
  sweep_point point;
  bool done = false;        ///< it ran and has metrics, however its guests ended
  std::string reason = {};  ///< how the run ended ("exit", "limit", ...); of one that failed, why
  int code = 0;             ///< what `trapline run` would have returned
  metrics found = {};
  double wall_s = 0;  ///< of the host
};

/// One line of JSON, for pipes and files between processes.
std::string to_line(const point_row&);
/// @throws std::exception if it is none.
point_row row_from(const std::string& line);

}  // namespace trapline::exploration
