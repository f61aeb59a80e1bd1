/// The file that says what a sweep explores:
///
///   [sweep]
///   description = "..."             what `trapline list sweeps` says of it
///   scenario = "linux-pit"          a TOML file (beside this one) or a shipped scenario
///   from = "start"                  every point is a whole run from power-on; "region": all go on from one machine, from
///                                   where a guest first marks its region of interest; "20 ms": from there
///   seeds = 3                       each point with the seeds 1 to 3; or a list: [1, 7]
///   [grid]                          every combination of the values
///   "vm.placement" = ["service-os", "xen"]
///   "service_os.background" = [0.0, 0.3, 0.6]
///   [zip]                           rows: the first values together, the second together, ...
///   "platform.processors" = [1, 2]
///   "vms" = [4, 8]
///   [[point]]                       a single point, beside the combinations of rows and grid
///   "vm.placement" = "patent"
///   [[exclude]]                     leaves out points that have all of these values (or one of a list)
///   "vms" = [8, 16]
///   "vm.placement" = "xen"
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/time.h"

namespace trapline::exploration {

/// Keys with the values that they are given, as they would stand in --set.
using settings = std::vector<std::pair<std::string, std::string>>;

struct sweep_point {
  settings values;
  std::uint64_t seed = 1;
};

/// Where a sweep's points begin to differ.
struct sweep_origin {
  bool forked = false;        ///< they are copies of one machine that runs already; else whole runs
  std::optional<instant> at;  ///< of copies: when; none: where a guest first marks its region of interest

  /// @param text "start", "region" or a time. @return nothing if it is none of them.
  static std::optional<sweep_origin> from(const std::string& text);
};

struct sweep {
  std::filesystem::path file;
  std::string description;
  std::string scenario;           ///< a shipped one's name, or a path
  std::string from = "start";     ///< as sweep_origin reads it
  std::vector<std::string> keys;  ///< every key that a point gives a value, in the file's order
  std::vector<sweep_point> points;
};

/// @throws config_error with file, line and key
sweep load_sweep(const std::filesystem::path&);

}  // namespace trapline::exploration
