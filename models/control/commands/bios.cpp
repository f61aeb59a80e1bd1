// bios: what firmware finds in the CMOS memory of a virtual machine ([0020]).
#include <algorithm>

#include "models/control/command.h"
#include "models/control/firmware_setup.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"
#include "sim/configuration/nearest.h"

namespace trapline::control {

namespace {

std::vector<std::string> items(const system_view&, const ordered_json&) {
  return {"date", "memory", "order"};
}

}  // namespace

command bios_command() {
  return {
      .name = "bios",
      .summary = "reads or sets what firmware is set up to: boot order, memory, date",
      .arguments = {of_a_vm,
                    {"item", argument_kind::word, false, "order, memory or date; none for all", items},
                    {"value", argument_kind::text, false,
                     "\"disk, floppy\", \"32 MiB\", \"2005-12-10 12:00:00\"; order and memory count from the "
                     "next boot on"}},
      .check =
          [](const request& r, const system_view& v) {
            v.vm(r.vm());
            if (!r.has("item")) return;
            const std::string item = r.text("item");
            const std::vector<std::string> known = items(v, {});
            if (std::ranges::find(known, item) == known.end())
              throw wrong_command{"there is no item \"" + item + "\" of the set-up", suggestion(item, known)};
            if (r.has("value")) check_firmware_setup(item, r.text("value"));
          },
      .run = [](const request& r, operated_system& s) -> answer {
        if (r.has("value")) {
          s.consoles->set_up_firmware(r.vm(), r.text("item"), r.text("value"));
          return {};
        }
        const ordered_json all = s.consoles->firmware_setup(r.vm());
        return {r.has("item") ? all.at(r.text("item")) : all};
      }};
}

}  // namespace trapline::control
