#include "models/hybrid/hypervisor.h"

#include <algorithm>

namespace trapline::hybrid {

using processor::physical_processor;

hypervisor::hypervisor(std::unique_ptr<vmm::domain_scheduler> scheduler, cost_sampler sampler,
                       run_statistics& s)
    : monitor{std::move(scheduler), sampler, s}, service_{*this, costs(), at_work()} {}

instant hypervisor::next_timer() const {
  return std::min({timers().next(), service_.next_timer(), announcements_.next()});
}

void hypervisor::serve_timers(processor::step_meter& m, physical_processor& cpu) {
  m.charge(cpu, costs(), 301, step::host_interrupt);
  if (timers().next() <= cpu.now()) {
    m.charge(cpu, costs(), 301, step::virtual_pit);
    fire(timers(), m, cpu);
  }
  announcements_.fire_due(cpu.now());
  if (service_.next_timer() <= cpu.now()) service_.timer_interrupt(m, cpu.now());
}

void hypervisor::interrupt_for(vmm::driver& d, processor::step_meter& m, physical_processor& cpu) {
  d.led_by(m);
  service_.submit(d, cpu.now());
}

}  // namespace trapline::hybrid
