// paths: the steps that operations take under this monitor.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

command paths_command() {
  return {.name = "paths",
          .summary = "the steps of accesses and interrupts under this monitor, by block",
          .run = [](const request&, operated_system& s) -> answer {
            const std::string words = s.stock->steps();
            return {words, words};
          }};
}

}  // namespace trapline::control
