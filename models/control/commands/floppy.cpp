// floppy: the disk in drive A.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"
#include "sim/configuration/nearest.h"

namespace trapline::control {

namespace {

std::vector<std::string> actions(const system_view&, const ordered_json&) { return {"eject", "insert"}; }

}  // namespace

command floppy_command() {
  return {.name = "floppy",
          .summary = "the images in the floppy drives; ejects or inserts one",
          .arguments = {of_a_vm,
                        {"action", argument_kind::word, false, "insert or eject", actions},
                        {"file", argument_kind::word, false, "the image to insert"}},
          .check =
              [](const request& r, const system_view& v) {
                v.vm(r.vm());
                if (!r.has("action")) return;
                const std::string action = r.text("action");
                const std::vector<std::string> known{"insert", "eject"};
                if (action != "insert" && action != "eject")
                  throw wrong_command{"a floppy is not to \"" + action + "\"", suggestion(action, known)};
                if ((action == "insert") != r.has("file"))
                  throw wrong_command{action + (r.has("file") ? " takes no file" : " needs a file"),
                                      "floppy insert FILE, floppy eject"};
                v.check_monitor("the floppy of a machine without a monitor stays in its drive");
              },
          .run = [](const request& r, operated_system& s) -> answer {
            if (!r.has("action")) return {s.stock->media(medium::floppy)};
            r.text("action") == "eject" ? s.vms->eject_floppy(r.vm())
                                        : s.vms->insert_floppy(r.vm(), r.text("file"));
            return {};
          }};
}

}  // namespace trapline::control
