// type: text typed at the machine's keyboard.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/typed_keys.h"

namespace trapline::control {

command type_command() {
  return {.name = "type",
          .summary = "types text at the machine's keyboard, for a virtual machine",
          .arguments = {of_a_vm,
                        {"text", argument_kind::text, true,
                         "ASCII text, in quotation marks to keep its blanks; \\n in it is Enter, \\t Tab"}},
          .check =
              [](const request& r, const system_view& v) {
                v.check_on(r.vm());
                check_text(r.text("text"));
              },
          .run = [](const request& r, operated_system& s) -> answer {
            s.consoles->type(r.vm(), r.text("text"));
            return {};
          }};
}

}  // namespace trapline::control
