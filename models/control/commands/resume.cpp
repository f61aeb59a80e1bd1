// resume: what was paused goes on.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

command resume_command() {
  return {
      .name = "resume",
      .summary = "a paused virtual machine goes on; without a name simulated time does",
      .arguments = {one_vm_or_all},
      .check =
          [](const request& r, const system_view& v) {
            if (r.has("vm") && !v.vm(r.vm()).paused)
              throw wrong_command{"VM \"" + r.vm() + "\" is not paused", "`pause " + r.vm() + "` stops it"};
          },
      .foresee =
          [](const request& r, system_view& v) {
            if (r.has("vm")) v.vm(r.vm()).paused = false;
          },
      .run = [](const request& r, operated_system& s) -> answer {
        r.has("vm") ? s.vms->go_on(r.vm()) : s.run->resume_run();
        return {};
      }};
}

}  // namespace trapline::control
