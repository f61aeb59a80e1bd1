// Where each device of a VM answers: a preset, and single devices on top of it.
#include <map>

#include "platform/configuration/scenario_loader.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace {

placement preset_places(const resolved_setting& setting, platform_kind kind, const data_files& data) {
  std::vector<std::string> fitting;
  std::optional<placement_preset> chosen;
  for (const std::string& name : data.names_of("placements")) {
    placement_preset preset = load_placement(data.find("placements", name, "placement"));
    if (preset.kind == kind) fitting.push_back(name);
    if (name == setting.text) chosen = std::move(preset);
  }
  if (!chosen)
    setting.fail("there is no placement \"" + setting.text + "\"", suggestion(setting.text, fitting));
  if (chosen->kind != kind)
    setting.fail(
        "is \"" + setting.text + "\", which is for a " + std::string{name_of(chosen->kind)} + " platform",
        "for a " + std::string{name_of(kind)} + " one " + suggestion("", fitting));
  return chosen->places;
}

/// Whether a later layer chose something that this value was not meant for.
bool overtaken(const resolved_setting& value, const resolved_setting& by) {
  return value.origin.from < by.origin.from;
}

}  // namespace

void load_places(vm_settings& vm, setting_reader& in, std::span<const std::string> names,
                 const resolved_setting& kind, const data_files& data) {
  const auto platform = static_cast<platform_kind>(kind.number);
  const resolved_setting preset = in.look("vm.*.placement", names);
  const bool preset_counts = preset.given() && !preset.text.empty() && !overtaken(preset, kind);
  if (platform == platform_kind::native) {
    if (preset_counts) preset.fail("is \"" + preset.text + "\", but the platform is native",
                                   "without a monitor every device is physical: leave it out");
    vm.places = everything_in(place::physical);
  } else if (preset_counts) {
    vm.placement_name = preset.text;
    vm.places = preset_places(preset, platform, data);
  } else {
    vm.placement_name = platform == platform_kind::hybrid ? "service-os" : "user";
    vm.places = everything_in(places_of(platform).front());
  }
  if (!vm.placement_name.empty())
    in.record(preset.key, vm.placement_name, vm.placement_name,
              preset_counts ? preset.origin.text() : "default");

  std::map<std::string, std::string> origins;
  for (const std::string& device : in.source().keys_like("vm.*.place.*", names)) {
    const resolved_setting one = in.look("vm.*.place." + device, names);
    if (overtaken(one, kind) || (preset_counts && overtaken(one, preset))) continue;
    vm.places[device] = checked_place(one.origin.where, one.key, platform, device, one.text);
    origins[device] = one.origin.text();
  }
  for (const auto& [device, at] : vm.places) {
    const std::string where{name_of(at)};
    const auto own = origins.find(device);
    const std::string otherwise = vm.placement_name.empty() ? "no monitor" : "placement " + vm.placement_name;
    in.record("vm." + vm.name + ".place." + device, where, where,
              own == origins.end() ? otherwise : own->second);
  }
}

}  // namespace trapline
