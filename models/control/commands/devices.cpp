// devices: device models and where they are; the machine's own devices.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

namespace {

/// Stands for the machine itself where a VM could be named.
constexpr std::string_view machine = "machine";

std::vector<std::string> whose(const system_view& v, const ordered_json&) {
  std::vector<std::string> all = v.vm_names();
  all.emplace_back(machine);
  return all;
}

}  // namespace

command devices_command() {
  return {
      .name = "devices",
      .summary =
          "device models, where each is and how often it was asked there; `devices machine`: the real ones",
      .arguments = {{"of", argument_kind::word, false,
                     "a virtual machine (default: the first), or \"machine\"", whose}},
      .check =
          [](const request& r, const system_view& v) {
            if (r.has("of") && r.text("of") != machine) v.vm(r.text("of"));
          },
      .run = [](const request& r, operated_system& s) -> answer {
        if (r.has("of") && r.text("of") == machine) return {s.stock->physical_devices()};
        return {s.stock->devices(r.has("of") ? r.text("of") : std::string{})};
      }};
}

}  // namespace trapline::control
