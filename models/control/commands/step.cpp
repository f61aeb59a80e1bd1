// step: simulated time goes on for so long.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

namespace {

constexpr duration usual = duration::ms(1);

}  // namespace

command step_command() {
  return {.name = "step",
          .summary = "simulated time goes on for so long, then stands still",
          .arguments = {{"for", argument_kind::time, false, "how long (default: 1 ms)"}},
          .check =
              [](const request& r, const system_view&) {
                if (r.has("for") && r.time("for") == duration{})
                  throw wrong_command{"is no time at all", "1 ps or more is needed"};
              },
          .run = [](const request& r, operated_system& s) -> answer {
            s.run->step_run(r.has("for") ? r.time("for") : usual);
            return {};
          }};
}

}  // namespace trapline::control
