// key: keys pressed at the machine's keyboard.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/typed_keys.h"

namespace trapline::control {

command key_command() {
  return {.name = "key",
          .summary = "presses keys at the machine's keyboard, for a virtual machine",
          .arguments = {of_a_vm,
                        {"keys", argument_kind::text, true, "keys by name: left_ctrl+left_alt+delete enter"}},
          .check =
              [](const request& r, const system_view& v) {
                v.check_on(r.vm());
                static_cast<void>(chords_of(r.text("keys")));
              },
          .run = [](const request& r, operated_system& s) -> answer {
            s.consoles->press(r.vm(), r.text("keys"));
            return {};
          }};
}

}  // namespace trapline::control
