// screen: what a virtual machine's monitor shows.
#include "models/control/command.h"
#include "models/control/operated_system.h"

namespace trapline::control {

command screen_command() {
  return {.name = "screen",
          .summary = "what a virtual machine's monitor shows, as text, or as PNG into a file",
          .arguments = {of_a_vm, {"file", argument_kind::word, false, "where the picture goes"}},
          .check =
              [](const request& r, const system_view& v) {
                v.vm(r.vm());
                if (r.has("file")) v.check_output(r.text("file"));
              },
          .run = [](const request& r, operated_system& s) -> answer {
            if (!r.has("file")) return {s.consoles->screen(r.vm())};
            s.consoles->save_screen(r.vm(), r.text("file"));
            return {};
          }};
}

}  // namespace trapline::control
