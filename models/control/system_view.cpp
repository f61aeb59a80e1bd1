#include "models/control/system_view.h"

#include <algorithm>

#include "models/control/wrong_command.h"
#include "models/vmm/board/place.h"
#include "sim/configuration/nearest.h"

namespace trapline::control {

namespace {

std::string listed(const std::vector<std::string>& all) {
  std::string text;
  for (const std::string& one : all) text += (text.empty() ? "" : ", ") + one;
  return text;
}

}  // namespace

std::vector<std::string> system_view::vm_names() const {
  std::vector<std::string> names;
  for (const vm_view& v : vms) names.push_back(v.name);
  return names;
}

bool system_view::has_vm(const std::string& name) const {
  return std::ranges::find(vms, name, &vm_view::name) != vms.end();
}

const vm_view& system_view::vm(const std::string& name) const {
  const auto found = std::ranges::find(vms, name, &vm_view::name);
  if (found == vms.end())
    throw wrong_command{"there is no VM \"" + name + "\"", suggestion(name, vm_names())};
  return *found;
}

vm_view& system_view::vm(const std::string& name) {
  return const_cast<vm_view&>(static_cast<const system_view&>(*this).vm(name));
}

void system_view::check_device(const std::string& of, const std::string& device) const {
  const vm_view& v = vm(of);
  if (std::ranges::find(v.devices, device) != v.devices.end()) return;
  if (std::ranges::find(kinds, device) == kinds.end())
    throw wrong_command{"there is no device \"" + device + "\"", suggestion(device, kinds)};
  throw wrong_command{"asks for \"" + device + "\", which VM \"" + of + "\" has not",
                      "it has " + listed(v.devices)};
}

void system_view::check_place(const std::string& of, const std::string& device,
                              const std::string& where) const {
  if (!has_monitor())
    throw wrong_command{"without a monitor every device is physical",
                        "platform.kind = \"hybrid\" or \"hosted\" has places"};
  check_device(of, device);
  if (!place_named(where))
    throw wrong_command{"there is no place \"" + where + "\"", suggestion(where, places)};
  if (std::ranges::find(places, where) == places.end())
    throw wrong_command{"a " + platform + " platform has no place \"" + where + "\"",
                        "it has " + listed(places)};
}

void system_view::check_monitor(const std::string& right) const {
  if (!has_monitor()) throw wrong_command{"there is no monitor", right};
}

void system_view::check_on(const std::string& name) const {
  if (vm(name).off)
    throw wrong_command{"VM \"" + name + "\" is off", "`power " + name + " on` switches it on"};
}

void system_view::check_new_vm(const std::string& name, const std::vector<std::string>&) const {
  if (has_vm(name)) throw wrong_command{"there is a VM \"" + name + "\" already", "another name is needed"};
  if (std::ranges::find(gone_, name) != gone_.end())
    throw wrong_command{"there was a VM \"" + name + "\", which results name", "another name is needed"};
}

void system_view::add_vm(const std::string& name, const std::vector<std::string>&) {
  vms.push_back({.name = name, .devices = kinds});
}

void system_view::remove_vm(const std::string& name) {
  gone_.push_back(name);
  std::erase_if(vms, [&](const vm_view& v) { return v.name == name; });
}

void system_view::check_setting(const std::string&, const std::string&) const {}
void system_view::take_setting(const std::string&, const std::string&) {}
void system_view::check_output(const std::string&) const {}

}  // namespace trapline::control
