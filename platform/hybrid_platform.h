/// Figure 1: the machine with a hypervisor in root mode, the service OS beside the virtual machines,
/// and device models in either.
/// Element 110 (Fig. 1): the hybrid VMM, put together
#pragma once

#include "models/hybrid/background_load.h"
#include "models/hybrid/guest_domain.h"
#include "models/hybrid/hypervisor.h"
#include "models/hybrid/line_crossing.h"
#include "models/hybrid/paths.h"
#include "platform/monitored_platform.h"

namespace trapline {

class hybrid_platform final : public monitored_platform {
 public:
  /// @throws config_error if the machine's memory does not hold all the virtual machines.
  hybrid_platform(const scenario&, std::deque<loaded_guest>&, const engine::instruction_costs&,
                  run_measurement&);

 private:
  void begin_own(instant) override;
  std::vector<location> make_places() override;
  vmm::current_operation& at_work() override { return hypervisor_.at_work(); }
  guest_domain make_domain(vmm::virtual_machine&, const vm_settings&) override;
  vmm::line_crossing& across(place from, place to, devices::line_sink&) override;
  vmm::monitor& monitor() override { return hypervisor_; }
  void adopt_own(const scenario& before, const scenario& next, instant now) override;
  /// Of which nothing comes yet.
  void add_background();
  void finish() override { hypervisor_.finish(); }
  void devices_interrupt() override { hypervisor_.devices_interrupt(); }
  vmm::timer_queue& machine_interrupts() override { return hypervisor_.announcements().add(); }
  const vmm::install_paths& install_paths() const override { return hybrid::paths::install; }

  const engine::instruction_costs& costs_;
  hybrid::hypervisor hypervisor_;
  vmm::place_transport to_hypervisor_models_{"hypervisor"};
  vmm::place_transport to_service_os_models_{"service_os"};
  std::optional<hybrid::background_load> background_;
  vmm::ioreq* packets_ = nullptr;
  std::deque<hybrid::guest_domain> domains_;
  std::deque<hybrid::line_to_hypervisor> to_hypervisor_;
  std::deque<hybrid::line_to_service_os> to_service_os_;
};

}  // namespace trapline
