#include "models/vmm/machines/vm_creation.h"

#include "models/vmm/drivers/clock_driver.h"
#include "models/vmm/exits/monitor.h"

namespace trapline::vmm {

void vm_creation::wake(instant at) {
  if (const processor::step_meter* by = os_.at_work().steps()) led_by(*by);
  os_.submit(*this, at);
}

void vm_creation::run(processor::physical_processor& cpu, device_os& os) {
  processor::step_meter m = begin(cpu);
  os.charge_entry(m, cpu);
  os.charge_process(m, cpu, domains_.front()->machine().far.owner());
  const devices::calendar_time shown = read_clock(cpu);
  m.account_for(cpu, drivers_request);
  for (guest_domain* d : domains_) {
    const auto clock = d->machine().devices.role<devices::calendar_clock>();
    os.charge_process(m, cpu, d->machine().far.owner());
    os.charge_answer(m, cpu, clock.second->where());
    os.call_models(m, cpu, [&] {
      clock.first->set_time(shown, cpu.now());
      clock.second->rearm();
    });
  }
  cpu.take_turn();
  for (guest_domain* d : domains_) monitor_.wake(*d, cpu.now());
}

}  // namespace trapline::vmm
