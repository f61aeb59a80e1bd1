// How images of device models come to the monitor.
#include "platform/configuration/scenario_loader.h"

#include <algorithm>
#include <sstream>

#include "platform/configuration/file_name.h"
#include "platform/devices/device_kind.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace {

/// A device's name stands for the manifest that one of the data folders has of it; else it is a path.
std::filesystem::path manifest_of(const resolved_setting& setting, const data_files& data) {
  if (is_path(setting.text)) return beside_its_source(setting, setting.text);
  const std::vector<std::string> known = data.names_of("devices");
  if (std::ranges::find(known, setting.text) == known.end())
    setting.fail(
        "there is no device \"" + setting.text + "\"",
        known.empty()
            ? "name an image's manifest by its path, or put it into devices/ of a folder of TRAPLINE_DATA"
            : suggestion(setting.text, known));
  return data.find("devices", setting.text, "device");
}

/// The manifests that a VM names under a key such as "vm.*.device.".
std::vector<std::pair<std::string, std::filesystem::path>> manifests(setting_reader& in,
                                                                     std::span<const std::string> names,
                                                                     const std::string& under,
                                                                     const data_files& data) {
  std::vector<std::pair<std::string, std::filesystem::path>> all;
  for (const std::string& device : in.source().keys_like(under + "*", names)) {
    const resolved_setting one = in.read(under + device, names);
    const std::filesystem::path path = manifest_of(one, data);
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored))
      one.fail("there is no file \"" + path.string() + "\"", "name an image's manifest");
    in.opened(one.key, path);
    all.emplace_back(device, path);
  }
  return all;
}

}  // namespace

void load_own_devices(vm_settings& vm, setting_reader& in, std::span<const std::string> names,
                      platform_kind kind, const data_files& data) {
  vm.devices = manifests(in, names, "vm.*.device.", data);
  for (const auto& [device, manifest] : vm.devices) {
    const resolved_setting one = in.look("vm.*.device." + device, names);
    if (kind == platform_kind::native)
      one.fail("is given, but without a monitor every device is physical",
               "use platform.kind = \"hybrid\" or \"hosted\"");
    if (device_kind_named(device) != nullptr)
      one.fail("is a device that every VM has",
               "choose another name, or install an image for it: vm.image." + device);
    vm.places[device] = places_of(kind).front();
  }
  vm.images = manifests(in, names, "vm.*.image.", data);
  for (const auto& [device, manifest] : vm.images) {
    const resolved_setting one = in.look("vm.*.image." + device, names);
    if (!vm.places.contains(device))
      one.fail("is for a device that the VM has not", "vm.device." + device + " gives it one");
    const device_kind* const shipped = device_kind_named(device);
    const std::string beyond = shipped == nullptr ? "" : beyond_images(*shipped);
    if (!beyond.empty())
      one.fail("is for a device that no file can be the model of: the interface of images does not carry " +
                   beyond,
               "leave it out: \"install " + device + " ...\" then moves Trapline's own model");
  }
}

void load_policy(scenario& s, setting_reader& in) {
  const resolved_setting kind = in.look("policy.kind");
  s.policy.automatic = kind.number == 1;
  if (s.policy.automatic && s.kind == platform_kind::native)
    kind.fail("is \"automatic\", but without a monitor every device is physical",
              "platform.kind = \"hybrid\" or \"hosted\" has places");
  s.policy.window = duration::ps(in.look("policy.window").number);
  s.policy.budget = in.look("policy.budget").number;
  s.policy.least = in.look("policy.least").number;
  s.policy.hysteresis_ppm = in.look("policy.hysteresis").number;
  if (!s.policy.automatic) return;
  s.images.wanted = true;
  for (const char* key :
       {"policy.kind", "policy.window", "policy.budget", "policy.least", "policy.hysteresis"})
    in.read(key);
}

void load_images(scenario& s, setting_reader& in) {
  s.images.wanted = std::ranges::any_of(s.vms, [](const vm_settings& vm) { return !vm.devices.empty(); });
  s.images.require_signature = in.look("images.require_signature").number != 0;
  const resolved_setting keys = in.look("images.keys");
  std::istringstream list{keys.text};
  for (std::string one; std::getline(list, one, ':');) {
    s.images.keys.push_back(beside_its_source(keys, one));
    if (std::error_code ignored; !std::filesystem::is_regular_file(s.images.keys.back(), ignored))
      keys.fail("names \"" + one + "\", and there is no such file",
                "name files with public keys, with colons between them");
    in.opened("images.keys", s.images.keys.back());
  }
  if (s.images.require_signature && s.images.keys.empty())
    in.look("images.require_signature")
        .fail("is true, but nobody's key is listed", "images.keys = \"FILE\" names one");
  s.images.channel = in.look("images.channel").text;
  s.images.network_mbit = in.look("images.network_mbit").number;
  s.images.network_delay = duration::ps(in.look("images.network_delay").number);
}

}  // namespace trapline
