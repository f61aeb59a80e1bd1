/// The hypervisor: root software of every processor. It gives them to domains, the service OS among
/// them, passes that the machine's interrupts, and keeps the timers of the in-hypervisor device models.
/// What a guest's exit does is in guest_domain.
/// Element 111 (Fig. 1); with the service OS it is the hybrid VMM, element 110 (Fig. 1)
/// Not modelled: its memory allocator, grant tables.
#pragma once

#include <memory>

#include "models/hybrid/service_os.h"
#include "models/vmm/exits/monitor.h"

namespace trapline::hybrid {

class hypervisor final : public vmm::monitor {
 public:
  hypervisor(std::unique_ptr<vmm::domain_scheduler>, cost_sampler, records&);

  service_os& service() { return service_; }

  /// The machine's interrupts for what the service OS does besides driving modelled devices.
  vmm::timer_board& announcements() { return announcements_; }

  vmm::device_os& drivers() override { return service_; }
  instant next_timer(const processor::physical_processor&) const override;
  void serve_timers(processor::step_meter&, processor::physical_processor&) override;

 private:
  const vmm::domain* boosted() const override;
  void interrupt_for(vmm::driver&, processor::step_meter&, processor::physical_processor&) override;

  service_os service_;
  vmm::timer_board announcements_;
};

}  // namespace trapline::hybrid
