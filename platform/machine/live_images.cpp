#include "platform/machine/live_images.h"

#include "models/bus/time_bridge.h"

namespace trapline {

control::ordered_json live_images::images() const {
  control::ordered_json all = control::ordered_json::array();
  for (virtual_pc& vm : vms_)
    for (const vmm::device_model& m : vm.machine().devices.models())
      if (const vmm::device_image* image = images_.image_of(vm.settings().name, m.device()))
        all.push_back({{"vm", vm.settings().name},
                       {"device", m.device()},
                       {"bytes", image->bytes()},
                       {"place", name_of(m.where().at())}});
  return all;
}

void live_images::decide(bool automatic) {
  vmm::placement_rule changed = rule();
  changed.automatic = automatic;
  installer_->policy().follow(changed, bus::kernel_now());
}

void live_images::set_budget(std::uint64_t bytes) {
  vmm::placement_rule changed = rule();
  changed.budget = bytes;
  installer_->policy().follow(changed, bus::kernel_now());
}

}  // namespace trapline
