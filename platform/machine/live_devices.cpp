#include "platform/machine/live_devices.h"

#include <algorithm>

#include "models/bus/time_bridge.h"
#include "models/control/wrong_command.h"

namespace trapline {

void live_devices::put(const std::string& vm, const std::string& device, place to) {
  vmm::virtual_machine& machine =
      std::ranges::find(vms_, vm, [](const virtual_pc& pc) { return pc.settings().name; })->machine();
  machine.devices.move(*machine.devices.find(device), machine.host(to), bus::kernel_now());
}

void live_devices::ask(const std::string& vm, const std::string& device, std::optional<place> to,
                       const std::string& channel, const std::string& by) {
  if (!installer_)
    throw control::wrong_command{"this run has no images", "`place` puts a model elsewhere without one"};
  const auto at = std::ranges::find(vms_, vm, [](const virtual_pc& pc) { return pc.settings().name; });
  installer_->carry_out({bus::kernel_now(), static_cast<std::size_t>(at - vms_.begin()), device, to, channel},
                        by);
}

void live_devices::install(const std::string& vm, const std::string& device, place to,
                           const std::string& channel, const std::string& by) {
  ask(vm, device, to, channel, by);
}

void live_devices::remove(const std::string& vm, const std::string& device, const std::string& by) {
  ask(vm, device, std::nullopt, "", by);
}

}  // namespace trapline
