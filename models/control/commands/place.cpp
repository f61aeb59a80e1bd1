// place: a device model answers from another place, at once and at no cost.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

command place_command() {
  return {.name = "place",
          .summary = "puts a device model elsewhere, at once and at no cost",
          .arguments = {of_a_vm, a_device, a_place},
          .check = [](const request& r,
                      const system_view& v) { v.check_place(r.vm(), r.text("device"), r.text("place")); },
          .run = [](const request& r, operated_system& s) -> answer {
            s.devices.put(r.vm(), r.text("device"), *place_named(r.text("place")));
            return {};
          }};
}

}  // namespace trapline::control
