#include "models/hosted/kernel_vmm.h"

#include <algorithm>

namespace trapline::hosted {

using processor::physical_processor;
using processor::step_meter;

kernel_vmm::kernel_vmm(std::unique_ptr<vmm::domain_scheduler> scheduler, cost_sampler sampler, records& r,
                       bool own_context)
    : monitor{std::move(scheduler), sampler, r}, host_{*this, costs(), at_work(), own_context}, user_{host_} {
  watch(host_.timers());
  watch(user_.timers());
}

instant kernel_vmm::next_timer(const physical_processor& cpu) const {
  const std::size_t i = cpu.index();
  return std::min(std::min(timers().next_on(i), host_.timers().next_on(i)), user_.timers().next_on(i));
}

void kernel_vmm::serve_timers(step_meter& m, physical_processor& cpu) {
  m.charge(cpu, costs(), vmm::host_interrupt);
  const std::size_t i = cpu.index();
  if (timers().next_on(i) <= cpu.now()) {
    m.charge(cpu, costs(), vmm::virtual_timer);
    fire(timers(), m, cpu);
  }
  if (host_.timers().next_on(i) <= cpu.now()) {
    host_.enter_from_vmm(m, cpu, at_interrupt);
    m.charge(cpu, costs(), vmm::virtual_timer);
    cpu.take_turn();
    {
      const host_os::within_call carried{host_};
      fire(host_.timers(), m, cpu);
    }
    host_.return_to_vmm(m, cpu, at_interrupt);
    host_.settle(m, cpu, at_interrupt);
  }
  if (user_.timers().next_on(i) <= cpu.now()) user_.timer_signal(m, cpu);
  host_.settle(m, cpu, at_interrupt);
  host_.work_off(cpu);
}

void kernel_vmm::interrupt_for(vmm::driver& d, step_meter& m, physical_processor& cpu) {
  d.led_by(m);
  host_.submit(d, cpu.now());
  host_.work_off(cpu);
  m.account_for(cpu, vmm::drivers_work);
}

}  // namespace trapline::hosted
