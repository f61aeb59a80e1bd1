// inject: an interrupt that no device asks for.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

command inject_command() {
  return {.name = "inject",
          .summary = "raises an interrupt line of a virtual machine until its guest takes the interrupt",
          .arguments = {of_a_vm,
                        {"irq", argument_kind::number, true, "0 to 15 but 2, which joins the controllers"}},
          .check =
              [](const request& r, const system_view& v) {
                v.check_on(r.vm());
                if (r.number("irq") > 15 || r.number("irq") == 2)
                  throw wrong_command{"there is no interrupt line " + std::to_string(r.number("irq")),
                                      "0 to 15 but 2 are lines"};
              },
          .run = [](const request& r, operated_system& s) -> answer {
            s.consoles->interrupt(r.vm(), static_cast<unsigned>(r.number("irq")));
            return {};
          }};
}

}  // namespace trapline::control
