/// The points of a sweep, simulated on this machine.
#pragma once

#include <functional>

#include "platform/command_line/command_line.h"
#include "platform/exploration/local_executor.h"

namespace trapline {

/// How a sweep's points are made: by whole runs, or from one machine that all go on from.
struct points_of_one_scenario {
  std::string scenario;
  std::string from;                 ///< as exploration::sweep_origin reads it
  const scenario_request& options;  ///< of the sweep itself: --set
};

/// Asked for points until there are none; a round's may depend on what came of those before. They outlive the round.
using point_rounds = std::function<std::vector<const exploration::planned_point*>()>;

/// Simulates each point in a process of its own, `at_once` at a time; a point that fails has a row that says so.
/// Points that go on from one machine are copies of this process, made where that machine has come to.
/// @param control its stop flag ends it.
void run_points(std::span<const exploration::planned_point* const> points, unsigned at_once,
                const points_of_one_scenario&, const data_files&, const simulator&,
                exploration::local_executor::hearers, run_control& control);
/// The same, round after round; where points go on from one machine, that is one machine for all rounds.
void run_in_rounds(const point_rounds&, unsigned at_once, const points_of_one_scenario&, const data_files&,
                   const simulator&, const exploration::local_executor::hearers&, run_control& control);

}  // namespace trapline
