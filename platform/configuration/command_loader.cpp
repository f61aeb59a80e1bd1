// What a scenario's [[at]] entries say to the control panel while the machine runs.
#include <algorithm>

#include "models/control/control_panel.h"
#include "models/control/read_line.h"
#include "models/control/wrong_command.h"
#include "platform/configuration/scenario_loader.h"
#include "platform/configuration/scenario_view.h"

namespace trapline {

namespace {

struct entry {
  instant at;
  resolved_setting command;
};

void check(const resolved_setting& command, control::system_view& view) {
  try {
    if (control::words_of(command.text).empty())
      throw control::wrong_command{"says nothing", "a command is needed, such as \"place pit hypervisor\""};
    control::check_in_advance(command.text, view);
  } catch (const control::wrong_command& e) {
    command.fail("is \"" + command.text + "\": " + e.wrong(), e.right());
  }
}

}  // namespace

std::vector<scenario_command> load_commands(const scenario& s, setting_reader& in) {
  std::vector<entry> entries;
  for (const std::string& name : in.source().names_in("at")) {
    const std::vector<std::string> names{name};
    const resolved_setting time = in.read("at.*.time", names);
    entries.push_back({instant{} + duration::ps(time.number), in.read("at.*.command", names)});
  }
  std::ranges::stable_sort(entries, {}, &entry::at);
  scenario_view view{s};
  std::vector<scenario_command> all;
  for (const entry& e : entries) {
    check(e.command, view);
    all.push_back({e.at, e.command.text, e.command.origin.where, e.command.key});
  }
  return all;
}

void prepare_for_commands(scenario& s, setting_reader& in) {
  s.images.wanted = s.images.wanted || s.policy.automatic;
  for (const std::string& name : in.source().names_in("at")) {
    const std::string command = in.look("at.*.command", std::vector{name}).text;
    for (const char* about_images : {"install", "remove", "images", "policy", "budget"})
      s.images.wanted = s.images.wanted || command.starts_with(about_images);
  }
  if (!s.images.wanted) return;
  for (const char* key : {"images.channel", "images.network_mbit", "images.network_delay",
                          "images.require_signature", "images.keys"})
    in.read(key);
}

}  // namespace trapline
