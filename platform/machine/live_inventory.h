/// What there is, and what was measured so far, of a machine that runs.
#pragma once

#include <functional>

#include "models/control/inventory.h"
#include "platform/machine/live_consoles.h"
#include "sim/results/results.h"

namespace trapline {

class live_inventory final : public control::inventory {
 public:
  /// @param so_far the results, as if the run ended here.
  live_inventory(all_pcs pcs, vmm::board& physical, bool monitored, std::function<results()> so_far,
                 std::function<std::string()> steps)
      : pcs_{std::move(pcs)},
        physical_{physical},
        monitored_{monitored},
        so_far_{std::move(so_far)},
        steps_{std::move(steps)} {}

  control::ordered_json vms() const override;
  control::ordered_json devices(const std::string& vm) const override;
  control::ordered_json physical_devices() const override;
  control::ordered_json media(control::medium) const override;
  control::ordered_json paths(const std::string& vm) const override;
  std::string whole_results() const override;
  std::string steps() const override { return steps_(); }

 private:
  all_pcs pcs_;
  vmm::board& physical_;
  bool monitored_;
  std::function<results()> so_far_;
  std::function<std::string()> steps_;
};

}  // namespace trapline
