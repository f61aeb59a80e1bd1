// set: a setting of the scenario, while its machine runs.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

command set_command() {
  return {.name = "set",
          .summary =
              "changes a setting that may change while the machine runs: background load, scheduling, tick "
              "policy, injection, placement, costs, seed, limit",
          .arguments = {{"key", argument_kind::word, true, "a key of the scenario",
                         [](const system_view& v, const ordered_json&) { return v.changeable; }},
                        {"value", argument_kind::text, true, "its new value"}},
          .check = [](const request& r,
                      const system_view& v) { v.check_setting(r.text("key"), r.text("value")); },
          .foresee = [](const request& r, system_view& v) { v.take_setting(r.text("key"), r.text("value")); },
          .run = [](const request& r, operated_system& s) -> answer {
            s.settings->set(r.text("key"), r.text("value"));
            return {};
          }};
}

}  // namespace trapline::control
