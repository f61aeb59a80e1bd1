/// The service OS: a domain like the guests, which must be scheduled to run. It owns the physical
/// devices (its drivers reach them by transactions through MCH and ICH) and holds the device models
/// that are not in the hypervisor, one process a virtual machine.
/// Element 112 (Fig. 1)
/// Not modelled: its instructions (its work is charged step by step), a scheduler among its processes
/// (they are served first come, first served), its memory and file systems.
#pragma once

#include <array>
#include <deque>

#include "models/hybrid/driver.h"
#include "models/vmm/domain.h"
#include "models/vmm/timer_queue.h"
#include "sim/cost_sampler.h"

namespace trapline::hybrid {

class hypervisor;

class service_os final : public vmm::domain {
 public:
  static constexpr unsigned interrupt_lines = 16;

  service_os(hypervisor&, cost_sampler&);

  void run(processor::physical_processor&) override;

  /// Queues a piece of work (once, however often it is submitted before it runs) and wakes the domain.
  void submit(work&, instant at);

  /// The driver that an interrupt of the machine is for.
  void attach(unsigned irq, driver&);
  driver* driver_of(unsigned irq) const { return drivers_[irq]; }
  /// Sets the devices up; before any guest runs.
  void boot(processor::physical_processor&);

  /// What it costs to get here, charged to the first piece of work after the domain was entered.
  void charge_entry(processor::step_meter&, processor::physical_processor&);
  /// The device-model process of a virtual machine goes to work; free if it is at work already.
  void charge_process(processor::step_meter&, processor::physical_processor&, const void* process);
  /// A device model's output changed something in the hypervisor: a hypercall.
  void owe_hypercall() { ++hypercalls_owed_; }

  cost_sampler& costs() { return costs_; }
  /// The timers of the device models that live here.
  vmm::timer_queue& timers() { return timers_; }
  /// The earliest of them that still needs the hypervisor's timer.
  instant next_timer() const { return timer_work_submitted_ ? instant::never() : timers_.next(); }
  /// The hypervisor's timer has come to next_timer().
  void timer_interrupt(instant at);

 private:
  class timer_work final : public work {
   public:
    void run(processor::physical_processor&, service_os&) override;
  };

  void pay_hypercalls(processor::physical_processor&);

  hypervisor& hypervisor_;
  cost_sampler& costs_;
  std::deque<work*> queue_;
  std::array<driver*, interrupt_lines> drivers_{};
  vmm::timer_queue timers_;
  timer_work timer_work_;
  bool timer_work_submitted_ = false;
  bool must_switch_ = false;
  bool must_upcall_ = false;
  const void* process_ = nullptr;
  unsigned hypercalls_owed_ = 0;
};

}  // namespace trapline::hybrid
