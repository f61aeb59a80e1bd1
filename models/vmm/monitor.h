/// What a hypervisor and a kernel VMM do alike as the processors' root software: give processors to
/// domains, take the machine's interrupts for the operating system that owns the devices, keep timers.
/// Element 110 (Fig. 1), 510 (Fig. 5): what the two have in common
/// Not modelled: migration of interrupts between processors (the machine's interrupts all reach the
/// first one).
#pragma once

#include <memory>
#include <vector>

#include "models/processor/step_meter.h"
#include "models/vmm/device_os.h"
#include "models/vmm/domain_scheduler.h"
#include "models/vmm/timer_queue.h"
#include "models/vmm/virtual_machine.h"

namespace trapline::vmm {

class guest_domain;

class monitor : public processor::root_software {
 public:
  monitor(std::unique_ptr<domain_scheduler>, cost_sampler, run_statistics&);
  monitor(const monitor&) = delete;
  monitor& operator=(const monitor&) = delete;

  /// Takes over a processor of the machine, in their order.
  void own(processor::physical_processor&);
  void add(guest_domain&);
  /// The machine's interrupt controller, for the processor's acknowledge cycle.
  void set_physical_controller(interrupt_controller& c) { physical_controller_ = &c; }

  /// The operating system that owns the machine's devices.
  virtual device_os& drivers() = 0;

  cost_sampler& costs() { return costs_; }
  run_statistics& statistics() { return statistics_; }
  /// The timers of the device models in the monitor's kernel component.
  timer_queue& timers() { return timers_; }
  current_operation& at_work() { return at_work_; }

  /// Ends the simulation at the next boundary.
  void finish() { finished_ = true; }
  bool finished() const { return finished_; }

  /// A domain has something to do, from `at` on.
  void wake(domain&, instant at);
  /// When the domain that runs on this processor has to leave it to another; an instant that is past
  /// means at once, never() that nobody waits for it.
  instant turn_ends(const processor::physical_processor& cpu, const domain& running) const {
    return scheduler_->turn_ends(index_of(cpu), running);
  }
  /// Takes the machine's interrupts that are pending and hands them to their drivers, at the expense of
  /// the meter.
  void serve_interrupts(processor::step_meter&, processor::physical_processor&);
  /// When the next timer of any device model is due.
  virtual instant next_timer() const = 0;
  /// The monitor's timer has come to next_timer(): lets the device models' timers that are due run, or
  /// passes them to who keeps them, at the expense of the meter.
  virtual void serve_timers(processor::step_meter&, processor::physical_processor&) = 0;

  std::size_t index_of(const processor::physical_processor&) const;

  void run(processor::physical_processor&) override;
  void interrupt_pin_changed(processor::physical_processor&, bool high) override;

 protected:
  ~monitor() = default;
  /// Lets device models whose timers are due do what they promised, as a part of what the meter measures.
  void fire(timer_queue&, const processor::step_meter&, const processor::physical_processor&);
  const timer_queue& timers() const { return timers_; }

 private:
  /// A driver's device wants attention; the meter has the steps from the device's pin on.
  virtual void interrupt_for(driver&, processor::step_meter&, processor::physical_processor&) = 0;

  /// What the monitor knows of a processor.
  struct processor_state {
    processor::physical_processor* cpu;
    domain* last = nullptr;  ///< the domain whose state it holds
    bool idle = false;
  };

  void set_up_interrupts(processor::physical_processor&);
  void dispatch(std::size_t index, domain&);
  /// Processors that are idle take what waits.
  void rouse_idle(instant at);

  std::unique_ptr<domain_scheduler> scheduler_;
  cost_sampler costs_;
  run_statistics& statistics_;
  current_operation at_work_;
  timer_queue timers_;
  std::vector<processor_state> processors_;
  std::vector<guest_domain*> guests_;
  interrupt_controller* physical_controller_ = nullptr;
  bool finished_ = false;
};

}  // namespace trapline::vmm
