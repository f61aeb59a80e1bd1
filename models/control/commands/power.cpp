// power: a virtual machine is switched off, on, or both.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"
#include "sim/configuration/nearest.h"

namespace trapline::control {

namespace {

std::vector<std::string> positions(const system_view&, const ordered_json&) { return {"cycle", "off", "on"}; }

}  // namespace

command power_command() {
  return {
      .name = "power",
      .summary = "switches a virtual machine off or on (with empty memory), or both",
      .arguments = {of_a_vm, {"switch", argument_kind::word, true, "off, on or cycle", positions}},
      .check =
          [](const request& r, const system_view& v) {
            const std::string to = r.text("switch");
            const std::vector<std::string> known{"off", "on", "cycle"};
            if (to != "off" && to != "on" && to != "cycle")
              throw wrong_command{"there is no position \"" + to + "\" of the switch", suggestion(to, known)};
            v.check_monitor("`quit` switches the machine off");
            if (to == "on" && !v.vm(r.vm()).off)
              throw wrong_command{"VM \"" + r.vm() + "\" is on", "`power off` comes first"};
            if (to != "on") v.check_on(r.vm());
          },
      .foresee = [](const request& r, system_view& v) { v.vm(r.vm()).off = r.text("switch") == "off"; },
      .run = [](const request& r, operated_system& s) -> answer {
        const std::string to = r.text("switch");
        if (to != "on") s.vms->power_off(r.vm());
        if (to != "off") s.vms->power_on(r.vm());
        return {};
      }};
}

}  // namespace trapline::control
