// create: another virtual machine.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

command create_command() {
  return {.name = "create",
          .summary = "makes a virtual machine and switches it on",
          .arguments =
              {{"vm", argument_kind::word, true, "its name, a new one"},
               {"settings", argument_kind::settings, false,
                "its settings, as behind vm.NAME. in a scenario (guest=hello memory=\"16 MiB\"); like=VM "
                "takes those of that VM (default: of the first, if no guest is given)"}},
          .check =
              [](const request& r, const system_view& v) {
                v.check_monitor("a machine without a monitor is its one guest's");
                v.check_new_vm(r.vm(), r.settings("settings"));
              },
          .foresee = [](const request& r, system_view& v) { v.add_vm(r.vm(), r.settings("settings")); },
          .run = [](const request& r, operated_system& s) -> answer {
            s.vms->create(r.vm(), r.settings("settings"));
            return {};
          }};
}

}  // namespace trapline::control
