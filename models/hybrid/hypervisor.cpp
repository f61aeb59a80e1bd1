#include "models/hybrid/hypervisor.h"

#include <algorithm>

#include "models/hybrid/paths.h"

namespace trapline::hybrid {

using processor::physical_processor;

hypervisor::hypervisor(std::unique_ptr<vmm::domain_scheduler> scheduler, cost_sampler sampler, records& r)
    : monitor{std::move(scheduler), sampler, r}, service_{*this, costs(), at_work()} {
  watch(service_.timers());
  watch(announcements_);
}

const vmm::domain* hypervisor::boosted() const {
  const bool everywhere = vmm::processor_set::first(processor_count()).without(service_.processors).empty();
  return everywhere ? nullptr : &service_;
}

instant hypervisor::next_timer(const physical_processor& cpu) const {
  const std::size_t i = cpu.index();
  return std::min(std::min(timers().next_on(i), service_.next_timer(i)), announcements_.next_on(i));
}

void hypervisor::serve_timers(processor::step_meter& m, physical_processor& cpu) {
  m.charge(cpu, costs(), vmm::host_interrupt);
  if (timers().next_on(cpu.index()) <= cpu.now()) {
    m.charge(cpu, costs(), vmm::virtual_timer);
    fire(timers(), m, cpu);
    service_.pass_requests(m, cpu, at_interrupt);
  }
  fire(announcements_, m, cpu);
  if (service_.next_timer(cpu.index()) <= cpu.now()) service_.timer_interrupt(m, cpu.now());
}

void hypervisor::interrupt_for(vmm::driver& d, processor::step_meter& m, physical_processor& cpu) {
  d.led_by(m);
  service_.submit(d, cpu.now());
}

}  // namespace trapline::hybrid
