#include "platform/configuration/scenario_view.h"

#include <algorithm>
#include <cctype>

#include "models/control/wrong_command.h"
#include "platform/configuration/running_changes.h"
#include "platform/devices/device_kind.h"
#include "sim/configuration/config_error.h"

namespace trapline {

namespace {

constexpr std::string_view like = "like=";

bool is_like(const std::string& setting) { return setting.starts_with(like); }

}  // namespace

scenario_view::scenario_view(const scenario& s) : known_{s} {
  platform = name_of(s.kind);
  kinds = device_names();
  for (const place p : places_of(s.kind)) places.emplace_back(name_of(p));
  channels.assign(image_channels.begin(), image_channels.end());
  channel = s.images.channel;
  for (const vm_settings& vm : s.vms) {
    vms.push_back({.name = vm.name, .devices = kinds});
    for (const auto& [own, manifest] : vm.devices) vms.back().devices.push_back(own);
  }
  for (const auto& [key, value] : s.resolved)
    if (!why_only_at_power_on(key)) changeable.push_back(key);
}

scenario scenario_view::load(const scenario_request& r) const try {
  return load_scenario_settings(r, known_.source->data).what;
} catch (const config_error& e) {
  throw control::wrong_command{e.what(), ""};
}

scenario scenario_view::with_setting(const std::string& key, const std::string& value) const {
  scenario_request r = known_.source->request;
  r.options.push_back({"set", key, value});
  scenario changed = load(r);
  try {
    refuse_change(known_, changed, key);
  } catch (const config_error& e) {
    throw control::wrong_command{e.what(), ""};
  }
  return changed;
}

scenario_request scenario_view::with_vm(const std::string& name,
                                        const std::vector<std::string>& settings) const {
  scenario_request r = known_.source->request;
  const auto original = std::ranges::find_if(settings, is_like);
  const bool names_guest =
      std::ranges::any_of(settings, [](const std::string& s) { return s.starts_with("guest="); });
  added_vm added{name, ""};
  if (original != settings.end())
    added.like = vm(original->substr(like.size())).name;
  else if (!names_guest && !vms.empty())
    added.like = vms.front().name;
  r.more_vms.push_back(added);
  // Which of the others are still there then, and what they leave, shows while it runs.
  r.options.push_back({"create", "platform.memory", "256 GiB"});
  for (const std::string& s : settings)
    if (!is_like(s))
      r.options.push_back(
          {"create", "vm." + name + "." + s.substr(0, s.find('=')), s.substr(s.find('=') + 1)});
  return r;
}

vm_settings scenario_view::settings_of(const std::string& name,
                                       const std::vector<std::string>& settings) const {
  const scenario with_it = load(with_vm(name, settings));
  return *std::ranges::find(with_it.vms, name, &vm_settings::name);
}

void scenario_view::check_new_vm(const std::string& name, const std::vector<std::string>& settings) const {
  system_view::check_new_vm(name, settings);
  const bool is_word = !name.empty() && std::ranges::all_of(name, [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '-' || c == '_';
  });
  if (!is_word)
    throw control::wrong_command{"\"" + name + "\" is no name", "letters, digits, - and _ make one"};
  for (const auto& [key, file] : settings_of(name, settings).with.outputs) check_output(file.string());
}

void scenario_view::add_vm(const std::string& name, const std::vector<std::string>& settings) {
  system_view::add_vm(name, settings);
  known_ = load(with_vm(name, settings));
  vms.back().devices.clear();
  const vm_settings& made = *std::ranges::find(known_.vms, name, &vm_settings::name);
  for (const std::string& kind : kinds)
    if (has_device(made.with, *device_kind_named(kind))) vms.back().devices.push_back(kind);
}

void scenario_view::check_setting(const std::string& key, const std::string& value) const {
  static_cast<void>(with_setting(key, value));
}

void scenario_view::take_setting(const std::string& key, const std::string& value) {
  known_ = with_setting(key, value);
}

void scenario_view::check_output(const std::string& file) const {
  std::error_code none;
  for (const input_file& in : known_.source->inputs)
    if (std::filesystem::equivalent(in.path, file, none))
      throw control::wrong_command{"\"" + file + "\" is " + in.what + ", which the run reads",
                                   "another file is needed"};
  const auto status = std::filesystem::status(file, none);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status))
    throw control::wrong_command{"\"" + file + "\" exists and is no file", "another path is needed"};
}

}  // namespace trapline
