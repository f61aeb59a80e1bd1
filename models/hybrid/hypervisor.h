/// The hypervisor: gives processors to domains, takes the machine's interrupts, keeps the timers of
/// the in-hypervisor device models. What a guest's exit does is in guest_domain.
/// Element 111 (Fig. 1); with the service OS it is the hybrid VMM, element 110 (Fig. 1)
/// Not modelled: its memory allocator, grant tables, migration of interrupts between processors (the
/// machine's interrupts all reach the first one).
#pragma once

#include <memory>
#include <vector>

#include "models/hybrid/service_os.h"
#include "models/vmm/domain_scheduler.h"
#include "models/vmm/virtual_machine.h"

namespace trapline::hybrid {

class guest_domain;

class hypervisor final : public processor::root_software {
 public:
  hypervisor(std::unique_ptr<vmm::domain_scheduler>, cost_sampler, run_statistics&);

  /// Takes over a processor of the machine, in their order.
  void own(processor::physical_processor&);
  void add(guest_domain&);
  /// The machine's interrupt controller, for the processor's acknowledge cycle.
  void set_physical_controller(vmm::interrupt_controller& c) { physical_controller_ = &c; }

  service_os& service() { return service_; }
  cost_sampler& costs() { return costs_; }
  run_statistics& statistics() { return statistics_; }
  vmm::timer_queue& timers() { return timers_; }
  const vmm::domain_scheduler& scheduler() const { return *scheduler_; }

  /// Ends the simulation at the next boundary.
  void finish() { finished_ = true; }
  bool finished() const { return finished_; }

  /// A domain has something to do, from `at` on.
  void wake(vmm::domain&, instant at);
  /// A domain left its processor although it could go on.
  void yield(vmm::domain& d) { scheduler_->give_way(d); }
  /// Takes the machine's interrupts that are pending and hands them to the service OS.
  void serve_interrupts(processor::physical_processor&);
  /// Lets the timers that are due run, and passes the service OS its own.
  void serve_timers(processor::physical_processor&);
  /// When the next timer of any device model is due.
  instant next_timer() const;

  std::size_t index_of(const processor::physical_processor&) const;

  void run(processor::physical_processor&) override;
  void interrupt_pin_changed(processor::physical_processor&, bool high) override;

 private:
  /// What the hypervisor knows of a processor.
  struct processor_state {
    processor::physical_processor* cpu;
    vmm::domain* last = nullptr;  ///< the domain whose state it holds
    vmm::domain* running = nullptr;
    bool idle = false;
  };

  void set_up_interrupts(processor::physical_processor&);
  void dispatch(processor_state&, vmm::domain&);
  processor_state& state_of(const processor::physical_processor& cpu) { return processors_[index_of(cpu)]; }

  std::unique_ptr<vmm::domain_scheduler> scheduler_;
  cost_sampler costs_;
  run_statistics& statistics_;
  vmm::timer_queue timers_;
  service_os service_;
  std::vector<processor_state> processors_;
  std::vector<guest_domain*> guests_;
  vmm::interrupt_controller* physical_controller_ = nullptr;
  bool finished_ = false;
};

}  // namespace trapline::hybrid
