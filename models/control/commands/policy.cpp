// policy: who decides which device models the monitor has.
#include "models/control/command.h"
#include "models/control/operated_system.h"
#include "models/control/wrong_command.h"

namespace trapline::control {

namespace {

constexpr std::string_view automatic = "automatic", manual = "manual";

std::vector<std::string> both(const system_view&, const ordered_json&) {
  return {std::string{automatic}, std::string{manual}};
}

}  // namespace

command policy_command() {
  return {.name = "policy",
          .summary = "whether the monitor installs by itself what is used often; tells it, or changes it",
          .arguments = {{"kind", argument_kind::word, false, "automatic or manual", both}},
          .check =
              [](const request& r, const system_view&) {
                if (r.has("kind") && r.text("kind") != automatic && r.text("kind") != manual)
                  throw wrong_command{"there is no policy \"" + r.text("kind") + "\"",
                                      "automatic and manual are there"};
              },
          .run = [](const request& r, operated_system& s) -> answer {
            image_operations& images = images_of(s);
            if (r.has("kind")) images.decide(r.text("kind") == automatic);
            return {ordered_json{{"policy", images.automatic() ? automatic : manual}}};
          }};
}

}  // namespace trapline::control
