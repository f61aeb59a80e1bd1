/// Two virtual machines as an operator knows them, with nothing behind.
#pragma once

#include <string>
#include <vector>

#include "models/control/control_panel.h"
#include "models/control/wrong_command.h"

namespace trapline::testing {

inline control::system_view two_machines() {
  control::system_view v;
  v.platform = "hybrid";
  v.kinds = {"disk", "pic", "pit", "uart"};
  v.places = {"service_os", "hypervisor"};
  v.channels = {"boot", "service_os", "network"};
  v.vms = {{.name = "a", .devices = {"pic", "pit", "uart"}},
           {.name = "b", .devices = {"pic", "pit", "uart"}}};
  return v;
}

/// Writes down what it is told.
class noted_devices final : public control::device_operations {
 public:
  void put(const std::string& vm, const std::string& device, place at) override {
    puts.push_back(vm + " " + device + " " + std::string{name_of(at)});
  }
  void install(const std::string& vm, const std::string& device, place at, const std::string& channel,
               const std::string& by) override {
    puts.push_back("install " + vm + " " + device + " " + std::string{name_of(at)} + " by " + channel +
                   " for " + by);
  }
  void remove(const std::string& vm, const std::string& device, const std::string&) override {
    puts.push_back("remove " + vm + " " + device);
  }
  std::vector<std::string> puts;
};

/// What is wrong with a command, and what would be right; "" if nothing is.
template <typename Call>
std::string refusal_of(Call call) {
  try {
    call();
  } catch (const control::wrong_command& e) {
    return e.what();
  }
  return "";
}

}  // namespace trapline::testing
