// budget: how much of its memory the monitor gives to what it installs by itself.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"
#include "sim/configuration/quantity.h"

namespace trapline::control {

command budget_command() {
  return {
      .name = "budget",
      .summary =
          "what images may have of the monitor's memory under the automatic policy; tells it, or changes it",
      .arguments = {{"size", argument_kind::text, false, "a size such as \"64 KiB\""}},
      .check =
          [](const request& r, const system_view&) {
            if (r.has("size") && !parse_size(r.text("size")))
              throw wrong_command{"\"" + r.text("size") + "\" is no size",
                                  "one such as \"64 KiB\" is needed"};
          },
      .run = [](const request& r, operated_system& s) -> answer {
        image_operations& images = images_of(s);
        if (r.has("size")) images.set_budget(*parse_size(r.text("size")));
        return {ordered_json{{"budget_bytes", images.budget()}, {"used_bytes", images.used()}}};
      }};
}

}  // namespace trapline::control
