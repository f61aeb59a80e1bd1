/// Figure 5: the machine with a host OS, the kernel VMM in it, virtual machines as threads that the host
/// schedules, and device models in the kernel or in user mode.
/// Element 510 (Fig. 5): the host VMM, put together
#pragma once

#include "models/hosted/kernel_vmm.h"
#include "models/hosted/line_crossing.h"
#include "models/hosted/paths.h"
#include "models/hosted/vm_thread.h"
#include "platform/monitored_platform.h"

namespace trapline {

class hosted_platform final : public monitored_platform {
 public:
  /// @throws config_error if the machine's memory does not hold all the virtual machines.
  hosted_platform(const scenario&, std::deque<loaded_guest>&, const engine::instruction_costs&,
                  run_measurement&);

 private:
  std::vector<location> make_places() override;
  vmm::current_operation& at_work() override { return vmm_.at_work(); }
  guest_domain make_domain(vmm::virtual_machine&, const vm_settings&) override;
  void add_io_threads(hosted::vm_thread&, const vm_settings&);
  vmm::line_crossing& across(place from, place to, devices::line_sink&) override;
  vmm::monitor& monitor() override { return vmm_; }
  void finish() override { vmm_.finish(); }
  void devices_interrupt() override { vmm_.devices_interrupt(); }
  vmm::timer_queue& machine_interrupts() override { return vmm_.host().timers().add(); }
  const vmm::install_paths& install_paths() const override { return hosted::paths::install; }

  const engine::instruction_costs& costs_;
  hosted::kernel_vmm vmm_;
  vmm::place_transport to_kernel_models_{"kernel"};
  vmm::place_transport to_host_os_models_{"host_os"};
  vmm::place_transport to_user_models_{"user"};
  std::deque<hosted::vm_thread> threads_;
  std::deque<hosted::io_thread> io_threads_;
  std::deque<hosted::line_crossing> crossings_;
};

}  // namespace trapline
