// reset: a virtual machine's reset pin.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

command reset_command() {
  return {.name = "reset",
          .summary = "resets a virtual machine; its memory keeps what it holds",
          .arguments = {of_a_vm},
          .check =
              [](const request& r, const system_view& v) {
                v.check_monitor("`key left_ctrl+left_alt+delete` asks its firmware for a reset");
                v.check_on(r.vm());
              },
          .run = [](const request& r, operated_system& s) -> answer {
            s.vms->reset(r.vm());
            return {};
          }};
}

}  // namespace trapline::control
