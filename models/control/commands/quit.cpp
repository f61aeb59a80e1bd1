// quit: the run ends here.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

command quit_command() {
  return {.name = "quit",
          .summary = "ends the run; what was measured so far is its result",
          .run = [](const request&, operated_system& s) -> answer {
            s.run->quit();
            return {};
          }};
}

}  // namespace trapline::control
