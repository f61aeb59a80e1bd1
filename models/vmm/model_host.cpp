#include "models/vmm/model_host.h"

namespace trapline::vmm {

model_host::model_host(sc_core::sc_module_name name, std::string vm, std::string place, timer_queue& timers,
                       run_statistics& statistics)
    : sc_module{name},
      vm_{std::move(vm)},
      place_{std::move(place)},
      timers_{timers},
      statistics_{statistics},
      ports_{"ports"} {}

bus::device_target& model_host::install(const std::string& device, const std::string& chip_name,
                                      devices::device& chip) {
  bus::device_target& target = targets_.emplace_back((vm_ + "_" + chip_name).c_str(), chip, timers_.add());
  ports_.add(chip_name, target);
  counts_.push_back({&statistics_.path({vm_, place_, device, direction::in}),
                     &statistics_.path({vm_, place_, device, direction::out})});
  return target;
}

}  // namespace trapline::vmm
