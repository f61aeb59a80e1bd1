/// The service OS: a domain like the guests, which must be scheduled to run. It owns the physical
/// devices (its drivers reach them by transactions through MCH and ICH) and holds the device models
/// that are not in the hypervisor, one process a virtual machine.
/// Element 112 (Fig. 1)
/// Not modelled: its instructions (its work is charged step by step), a scheduler among its processes
/// (they are served first come, first served), its memory and file systems.
#pragma once

#include <deque>

#include "models/vmm/drivers/device_os.h"
#include "models/vmm/scheduling/domain.h"
#include "models/vmm/virtual_time/timer_board.h"

namespace trapline::hybrid {

class hypervisor;

class service_os final : public vmm::domain, public vmm::device_os {
 public:
  service_os(hypervisor&, cost_sampler&, vmm::current_operation&);

  void run(processor::physical_processor&) override;

  void submit(vmm::work&, instant at) override;
  void charge_entry(processor::step_meter&, processor::physical_processor&) override;
  void charge_process(processor::step_meter&, processor::physical_processor&, const void* process) override;
  /// A hypercall.
  void owe_call() override { ++hypercalls_owed_; }
  void settle(processor::step_meter&, processor::physical_processor&, block) override;
  /// The back end in this system routes what comes from the hypervisor to its driver; a process of this system's
  /// own has called the driver itself.
  void charge_request_taken(processor::step_meter&, processor::physical_processor&,
                            const vmm::model_host& from) override;
  /// To the hypervisor by a hypercall, to a model of this system by waking its process.
  void charge_answer(processor::step_meter&, processor::physical_processor&,
                     const vmm::model_host& to) override;
  /// An output of a device model here, which ends in the hypervisor, has changed: told by a hypercall if it
  /// rose, by whatever comes next if it fell.
  void tell(devices::line_sink& end, bool high, instant at);

  /// Whether a change waits for its hypercall.
  bool tells() const { return !to_tell_.empty(); }
  /// The timers of the device models that live here.
  vmm::timer_board& timers() { return timers_; }
  /// The earliest of them that still needs the hypervisor's timer on that processor.
  instant next_timer(std::size_t cpu) const {
    return timer_work_submitted_ ? instant::never() : timers_.next_on(cpu);
  }
  /// The hypervisor's timer has come to next_timer(); the meter has the steps of its interrupt.
  void timer_interrupt(const processor::step_meter&, instant at);

 private:
  bool is_a_way_from(const vmm::model_host& m) const override { return m.near(); }
  void charge_request(processor::step_meter&, processor::physical_processor&, const vmm::model_host& from,
                      block) override;

  class timer_work final : public vmm::work {
   public:
    explicit timer_work(service_os& owner) : owner_{owner} {}
    void run(processor::physical_processor&, vmm::device_os&) override;

   private:
    service_os& owner_;
  };

  struct change {
    devices::line_sink& end;
    bool high;
    instant at;
  };

  hypervisor& hypervisor_;
  vmm::timer_board timers_;
  timer_work timer_work_{*this};
  bool timer_work_submitted_ = false;
  bool must_upcall_ = false;
  const void* process_ = nullptr;
  unsigned hypercalls_owed_ = 0;
  std::deque<change> to_tell_;
};

}  // namespace trapline::hybrid
