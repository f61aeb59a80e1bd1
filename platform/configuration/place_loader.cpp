// Where each device of a VM answers: a preset, and single devices on top of it.
#include <algorithm>
#include <map>
#include <optional>

#include "platform/configuration/file_name.h"
#include "platform/configuration/scenario_loader.h"
#include "platform/devices/device_kind.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace {

/// Whether a later layer chose something that this value was not meant for.
bool overtaken(const resolved_setting& value, const resolved_setting& by) {
  return value.origin.from < by.origin.from;
}

void tell_of_dropped(const resolved_setting& value, platform_kind kind, setting_reader& in) {
  in.note(value.key + " = \"" + value.text + "\" (" + value.origin.text() +
          ") does not count: platform.kind = \"" + std::string{name_of(kind)} + "\" was asked for later");
}

/// A preset by its path; one that a scenario names is beside it.
placement_preset preset_at(const resolved_setting& setting, setting_reader& in) {
  const std::filesystem::path file = beside_its_source(setting, setting.text);
  in.opened("the placement " + setting.text, file);
  return load_placement(file);
}

/// Names of the placements that a platform of this kind can have.
std::vector<std::string> fitting(platform_kind kind,
                                 const std::map<std::string, std::filesystem::path>& known) {
  std::vector<std::string> names;
  for (const auto& [name, file] : known)
    if (load_placement(file).kind == kind) names.push_back(name);
  return names;
}

/// The preset that is asked for; none if one of another platform was asked for before the platform was.
std::optional<placement_preset> preset_for(const resolved_setting& setting, const resolved_setting& kind,
                                           setting_reader& in, const data_files& data) {
  const auto platform = static_cast<platform_kind>(kind.number);
  const std::map<std::string, std::filesystem::path> known = data.files_of("placements");
  // All are read from where none is chosen: no output may be written over one.
  for (const auto& [name, file] : known) in.opened("the placement " + name, file);
  std::optional<placement_preset> chosen;
  if (is_path(setting.text))
    chosen = preset_at(setting, in);
  else if (const auto named = known.find(setting.text); named != known.end())
    chosen = load_placement(named->second);
  if (!chosen)
    setting.fail("there is no placement \"" + setting.text + "\"",
                 suggestion(setting.text, fitting(platform, known)));
  if (chosen->kind == platform) return chosen;
  if (overtaken(setting, kind)) {
    if (platform != platform_kind::native) tell_of_dropped(setting, platform, in);
    return std::nullopt;
  }
  const std::string is = "is \"" + setting.text + "\", ";
  if (platform == platform_kind::native)
    setting.fail(is + "but the platform is native",
                 "without a monitor every device is physical: leave it out");
  setting.fail(
      is + "which is for a " + std::string{name_of(chosen->kind)} + " platform",
      "for a " + std::string{name_of(platform)} + " one " + suggestion("", fitting(platform, known)));
}

/// Whether a platform of this kind has the place that a device's own setting names.
bool fits(const resolved_setting& place_of_one, platform_kind kind) {
  const auto at = place_named(place_of_one.text);
  return !at || std::ranges::find(places_of(kind), *at) != places_of(kind).end();
}

/// A card that the VM could have and has not.
bool is_missing(const std::string& device, const cards& with) {
  const device_kind* const kind = device_kind_named(device);
  return kind != nullptr && !kind->asked_for_by.empty() && !has_device(with, *kind);
}

}  // namespace

void load_places(vm_settings& vm, setting_reader& in, std::span<const std::string> names,
                 const resolved_setting& kind, const data_files& data) {
  const auto platform = static_cast<platform_kind>(kind.number);
  const resolved_setting preset = in.look("vm.*.placement", names);
  std::optional<placement_preset> chosen;
  if (preset.given() && !preset.text.empty()) chosen = preset_for(preset, kind, in, data);
  if (chosen) {
    vm.placement_name = preset.text;
    vm.places = chosen->places;
  } else {
    if (platform != platform_kind::native)
      vm.placement_name = platform == platform_kind::hybrid ? "service-os" : "user";
    vm.places = everything_in(places_of(platform).front());
  }
  if (!vm.placement_name.empty())
    in.record(preset.key, vm.placement_name, vm.placement_name, chosen ? preset.origin.text() : "default");

  load_own_devices(vm, in, names, platform, data);
  const auto is_own = [&](const std::string& device) {
    return std::ranges::any_of(vm.devices, [&](const auto& d) { return d.first == device; });
  };
  std::map<std::string, std::string> origins;
  for (const std::string& device : in.source().keys_like("vm.*.place.*", names)) {
    const resolved_setting one = in.look("vm.*.place." + device, names);
    if (preset.given() && overtaken(one, preset)) continue;
    if (overtaken(one, kind) && !fits(one, platform)) {
      if (platform != platform_kind::native) tell_of_dropped(one, platform, in);
      continue;
    }
    if (is_missing(device, vm.with))
      one.fail("is for a card that the VM has not",
               "give it one (vm." + std::string{device_kind_named(device)->asked_for_by} + ")");
    vm.places[device] = is_own(device) ? checked_place(one.origin.where, one.key, platform, one.text)
                                       : checked_place(one.origin.where, one.key, platform, device, one.text);
    origins[device] = one.origin.text();
  }
  std::erase_if(vm.places, [&](const auto& one) { return is_missing(one.first, vm.with); });
  for (const auto& [device, at] : vm.places) {
    const std::string where{name_of(at)};
    const auto own = origins.find(device);
    const std::string otherwise = vm.placement_name.empty() ? "no monitor" : "placement " + vm.placement_name;
    in.record("vm." + vm.name + ".place." + device, where, where,
              own == origins.end() ? otherwise : own->second);
  }
}

}  // namespace trapline
