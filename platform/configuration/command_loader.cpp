// What a scenario's [[at]] entries ask for while the machine runs.
#include <algorithm>
#include <array>
#include <sstream>

#include "platform/configuration/scenario_loader.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace {

using words = std::vector<std::string>;

words words_of(const std::string& text) {
  words all;
  std::istringstream in{text};
  for (std::string word; in >> word;) all.push_back(word);
  return all;
}

std::size_t vm_named(const scenario& s, const std::string& name, const resolved_setting& command) {
  std::vector<std::string> names;
  for (const vm_settings& vm : s.vms) names.push_back(vm.name);
  const auto found = std::ranges::find(names, name);
  if (found == names.end())
    command.fail("is \"" + command.text + "\", but there is no VM \"" + name + "\"", suggestion(name, names));
  return static_cast<std::size_t>(found - names.begin());
}

/// An entry that is being read.
struct entry {
  scenario& s;
  instant at;
  const resolved_setting& command;

  /// The VM that the words before a verb's own name; the first one if none does.
  std::size_t vm_in(const words& all, std::size_t own) const {
    return all.size() > own ? vm_named(s, all[1], command) : 0;
  }
  place place_of(std::size_t vm, const std::string& device, const std::string& where) const {
    const auto& own = s.vms[vm].devices;
    if (std::ranges::any_of(own, [&](const auto& d) { return d.first == device; }))
      return checked_place(command.origin.where, command.key, s.kind, where);
    return checked_place(command.origin.where, command.key, s.kind, device, where);
  }
};

void place_device(const entry& e, const words& all) {
  const std::string &device = all[all.size() - 2], &where = all.back();
  const std::size_t vm = e.vm_in(all, 3);
  e.s.placement_changes.push_back({e.at, vm, device, e.place_of(vm, device, where)});
}

void install_device(const entry& e, const words& given) {
  words all = given;
  std::string channel = e.s.images.channel;
  if (all.size() >= 5 && all[all.size() - 2] == "by") {
    channel = all.back();
    if (std::ranges::find(image_channels, channel) == image_channels.end())
      e.command.fail("is \"" + e.command.text + "\", but there is no channel \"" + channel + "\"",
                     suggestion(channel, std::vector<std::string>{image_channels.begin(), image_channels.end()}));
    all.resize(all.size() - 2);
  }
  const std::string &device = all[all.size() - 2], &where = all.back();
  const std::size_t vm = e.vm_in(all, 3);
  const place to = e.place_of(vm, device, where);
  if (to == places_of(e.s.kind).front())
    e.command.fail("is \"" + e.command.text + "\", but models in " + where + " are there without being installed",
                   "install one nearer to the guest; \"remove " + device + "\" puts it back");
  e.s.installations.push_back({e.at, vm, device, to, channel});
}

void remove_device(const entry& e, const words& all) {
  const std::string& device = all.back();
  const std::size_t vm = e.vm_in(all, 2);
  static_cast<void>(e.place_of(vm, device, std::string{name_of(places_of(e.s.kind).front())}));
  e.s.installations.push_back({e.at, vm, device, std::nullopt, ""});
}

struct verb {
  std::string_view name;
  std::size_t least, most;  ///< words
  void (*read)(const entry&, const words&);
};
constexpr std::array verbs{verb{"place", 3, 4, place_device}, verb{"install", 3, 6, install_device},
                           verb{"remove", 2, 3, remove_device}};

constexpr const char* what_can_be_asked =
    "\"place DEVICE PLACE\" puts a device of the first VM elsewhere at once, \"install DEVICE PLACE\" installs its "
    "image there (\"by boot\", \"by service_os\" or \"by network\"), \"remove DEVICE\" takes it out again; a VM's name "
    "before the device says whose";

}  // namespace

void load_commands(scenario& s, setting_reader& in) {
  for (const std::string& name : in.source().names_in("at")) {
    const std::vector<std::string> names{name};
    const resolved_setting time = in.read("at.*.time", names);
    const resolved_setting command = in.read("at.*.command", names);
    const words all = words_of(command.text);
    const auto asked = std::ranges::find_if(
        verbs, [&](const verb& v) { return !all.empty() && v.name == all.front(); });
    if (asked == verbs.end() || all.size() < asked->least || all.size() > asked->most)
      command.fail("is \"" + command.text + "\"", what_can_be_asked);
    if (s.kind == platform_kind::native)
      command.fail("is \"" + command.text + "\", but without a monitor every device is physical",
                   "platform.kind = \"hybrid\" or \"hosted\" has places");
    asked->read({s, instant{} + duration::ps(time.number), command}, all);
  }
  std::ranges::stable_sort(s.placement_changes, {}, &placement_change::at);
  std::ranges::stable_sort(s.installations, {}, &install_command::at);
  if (s.installations.empty() && !s.policy.automatic) return;
  s.images.wanted = true;
  for (const char* key :
       {"images.channel", "images.network_mbit", "images.network_delay", "images.require_signature", "images.keys"})
    in.read(key);
}

}  // namespace trapline
