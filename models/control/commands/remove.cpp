// remove: a device model that was installed is taken out again.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

command remove_command() {
  return {.name = "remove",
          .summary = "takes an installed device model out again; it serves from where it was before",
          .arguments = {of_a_vm, a_device},
          .check =
              [](const request& r, const system_view& v) {
                v.check_monitor("platform.kind = \"hybrid\" or \"hosted\" has places");
                v.check_device(r.vm(), r.text("device"));
              },
          .run = [](const request& r, operated_system& s) -> answer {
            s.devices.remove(r.vm(), r.text("device"), s.asked_by);
            return {};
          }};
}

}  // namespace trapline::control
