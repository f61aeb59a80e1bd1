// pause: a virtual machine, or everything.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

command pause_command() {
  return {.name = "pause",
          .summary =
              "a virtual machine gets no processor until it is resumed; without a name simulated time stands "
              "still",
          .arguments = {one_vm_or_all},
          .check =
              [](const request& r, const system_view& v) {
                if (!r.has("vm")) return;
                v.vm(r.vm());
                v.check_monitor("`pause` without a name stops the machine");
                if (v.vm(r.vm()).paused)
                  throw wrong_command{"VM \"" + r.vm() + "\" is paused", "`resume` lets it go on"};
              },
          .foresee =
              [](const request& r, system_view& v) {
                if (r.has("vm")) v.vm(r.vm()).paused = true;
              },
          .run = [](const request& r, operated_system& s) -> answer {
            r.has("vm") ? s.vms->pause(r.vm()) : s.run->pause_run();
            return {};
          }};
}

}  // namespace trapline::control
