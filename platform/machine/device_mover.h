/// Puts device models elsewhere at the instants that a scenario names.
#pragma once

#include <systemc>
#include <vector>

#include "models/bus/scheduled_wakeup.h"
#include "platform/configuration/scenario.h"
#include "platform/machine/virtual_pc.h"

namespace trapline {

class device_mover final : private bus::sleeper {
 public:
  /// @param changes in order of time. @param vms in the scenario's order.
  /// @throws config_error if a VM has no such device.
  device_mover(const std::vector<placement_change>& changes, std::deque<virtual_pc>& vms,
               bus::event_calendar&);

 private:
  struct move {
    instant at;
    vmm::board& board;
    vmm::device_model& model;
    vmm::model_host& to;
  };

  void wake(instant at) override;

  bus::scheduled_wakeup alarm_;
  std::vector<move> moves_;
  std::size_t next_ = 0;
};

}  // namespace trapline
