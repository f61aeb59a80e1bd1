// disk: the images behind the virtual machines' disks.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

command disk_command() {
  return {.name = "disk",
          .summary = "the images that disks are; with a file, puts it behind the disk of a VM that is off",
          .arguments = {of_a_vm, {"file", argument_kind::word, false, "an image of whole sectors"}},
          .check =
              [](const request& r, const system_view& v) {
                v.vm(r.vm());
                if (!r.has("file")) return;
                v.check_monitor("a physical disk stays in its machine");
                v.check_device(r.vm(), "disk");
                if (!v.vm(r.vm()).off)
                  throw wrong_command{"VM \"" + r.vm() + "\" is on, and an ATA disk is no removable medium",
                                      "`power off` comes first"};
              },
          .run = [](const request& r, operated_system& s) -> answer {
            if (!r.has("file")) return {s.stock->media(medium::disk)};
            s.vms->change_disk(r.vm(), r.text("file"));
            return {};
          }};
}

}  // namespace trapline::control
