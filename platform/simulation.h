/// A scenario run from power-on to its end. One simulation a process: SystemC elaborates only once,
/// and what was built lives as long as the process.
#pragma once

#include "platform/configuration/scenario.h"
#include "platform/run_control.h"
#include "sim/results/results.h"

namespace trapline {

/// @throws config_error, loaders::load_error, devices::image_error before anything has started, and
/// std::runtime_error if the execution engine is not one that works.
results simulate(const scenario&, run_control&);

/// What a process does before its first simulation and simulate() would do itself: the engine's test of the library, and
/// the table of spreads. Copies of the process, one a simulation, have it then.
/// @throws std::runtime_error if the execution engine is not one that works.
void prepare_simulations();

}  // namespace trapline
