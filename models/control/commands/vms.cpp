// vms: the virtual machines and how they are.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

command vms_command() {
  return {.name = "vms",
          .summary = "the virtual machines: guest, memory, state, instructions",
          .run = [](const request&, operated_system& s) -> answer { return {s.stock->vms()}; }};
}

}  // namespace trapline::control
