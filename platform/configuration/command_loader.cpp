// What a scenario's [[at]] entries ask for while the machine runs.
#include <algorithm>
#include <sstream>

#include "platform/configuration/scenario_loader.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace {

constexpr const char* what_can_be_asked =
    "\"place DEVICE PLACE\" puts a device of the first VM elsewhere, \"place VM DEVICE PLACE\" one of "
    "that VM";

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::istringstream in{text};
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

std::size_t vm_named(const scenario& s, const std::string& name, const resolved_setting& command) {
  std::vector<std::string> names;
  for (const vm_settings& vm : s.vms) names.push_back(vm.name);
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    command.fail("is \"" + command.text + "\", but there is no VM \"" + name + "\"", suggestion(name, names));
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

std::vector<placement_change> load_commands(const scenario& s, setting_reader& in) {
  std::vector<placement_change> all;
  for (const std::string& entry : in.source().names_in("at")) {
    const std::vector<std::string> names{entry};
    const resolved_setting time = in.read("at.*.time", names);
    const resolved_setting command = in.read("at.*.command", names);
    const std::vector<std::string> words = words_of(command.text);
    if (words.empty() || words.front() != "place" || words.size() < 3 || words.size() > 4)
      command.fail("is \"" + command.text + "\"", what_can_be_asked);
    const std::string &device = words[words.size() - 2], &where = words.back();
    const std::size_t vm = words.size() == 4 ? vm_named(s, words[1], command) : 0;
    if (s.kind == platform_kind::native)
      command.fail("is \"" + command.text + "\", but without a monitor every device is physical",
                   "platform.kind = \"hybrid\" or \"hosted\" has places");
    all.push_back({instant{} + duration::ps(time.number), vm, device,
                   checked_place(command.origin.where, command.key, s.kind, device, where)});
  }
  std::ranges::stable_sort(all, {}, &placement_change::at);
  return all;
}

}  // namespace trapline
