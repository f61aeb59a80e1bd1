/// A sweep's points with what each is known by, and which of them have results.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "platform/configuration/scenario_loader.h"
#include "platform/exploration/point_identity.h"
#include "platform/exploration/sweep_file.h"

namespace trapline::exploration {

struct planned_point {
  sweep_point point;
  std::string id = {};
  std::string refused = {};  ///< why its configuration is wrong; empty if it is not
};

/// What a point asks for, as load_scenario() takes it. @param from the sweep's own options: --set
scenario_request request_for(const sweep_point&, const std::string& scenario, const scenario_request& from);

struct sweep_plan {
  std::string scenario;
  std::vector<std::string> keys;
  std::string from;                   ///< as sweep_origin reads it
  std::vector<planned_point> points;  ///< in the file's order
  std::vector<input_file> inputs;     ///< that any of them reads
  std::uint64_t most_memory = 0;      ///< bytes of guest memory that one point has

  /// Reads every point's configuration. @throws config_error if every one is wrong, with the first one's error; if a
  /// point would write to an image; if points go on from one machine and one of them asks for what cannot change then.
  /// @param readers threads that read; none is left afterwards
  sweep_plan(const sweep&, const scenario_request& options, const data_files&, unsigned readers = 1);

 private:
  void note(const loaded_scenario&);
  /// The machine that points go on from. @throws config_error if a key is swept that acts only before.
  loaded_scenario beginning(const sweep&, const scenario_request& options, const data_files&);
};

}  // namespace trapline::exploration
