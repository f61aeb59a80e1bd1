// destroy: a virtual machine ends, its memory is free.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

command destroy_command() {
  return {.name = "destroy",
          .summary = "ends a virtual machine; its memory is free for another one",
          .arguments = {a_vm},
          .check =
              [](const request& r, const system_view& v) {
                v.vm(r.vm());
                v.check_monitor("a machine without a monitor ends by `quit`");
              },
          .foresee = [](const request& r, system_view& v) { v.remove_vm(r.vm()); },
          .run = [](const request& r, operated_system& s) -> answer {
            s.vms->destroy(r.vm());
            return {};
          }};
}

}  // namespace trapline::control
