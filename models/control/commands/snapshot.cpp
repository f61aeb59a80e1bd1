// snapshot: results so far.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"
#include "sim/configuration/config_error.h"

#include <fstream>

namespace trapline::control {

command snapshot_command() {
  return {
      .name = "snapshot",
      .summary = "the results so far, as the run's end would write them",
      .arguments = {{"file", argument_kind::word, false, "where they go; without one they are the answer"}},
      .check =
          [](const request& r, const system_view& v) {
            if (r.has("file")) v.check_output(r.text("file"));
          },
      .run = [](const request& r, operated_system& s) -> answer {
        const std::string all = s.stock->whole_results();
        if (!r.has("file")) return {ordered_json::parse(all), all};
        std::ofstream to{r.text("file"), std::ios::binary};
        to << all << std::flush;
        if (!to)
          throw wrong_command{"\"" + r.text("file") + "\" cannot be written",
                              "a file in a folder that there is"};
        return {};
      }};
}

}  // namespace trapline::control
