// stats: how often each device was asked so far, by which path, and what that took.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

command stats_command() {
  return {.name = "stats",
          .summary = "accesses so far by device and path, with what they took in cycles",
          .arguments = {of_a_vm},
          .check = [](const request& r, const system_view& v) { v.vm(r.vm()); },
          .run = [](const request& r, operated_system& s) -> answer { return {s.stock->paths(r.vm())}; }};
}

}  // namespace trapline::control
