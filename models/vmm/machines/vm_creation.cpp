#include "models/vmm/machines/vm_creation.h"

#include "models/vmm/drivers/clock_driver.h"
#include "models/vmm/exits/monitor.h"

namespace trapline::vmm {

vm_creation::vm_creation(device_os& os, monitor& m, guest_domain& d, bus::wakeup& timer)
    : os_{os}, monitor_{m}, domain_{d}, timer_{timer} {}

void vm_creation::wake(instant at) {
  if (const processor::step_meter* by = os_.at_work().steps()) led_by(*by);
  os_.submit(*this, at);
}

void vm_creation::run(processor::physical_processor& cpu, device_os& os) {
  processor::step_meter m = begin(cpu);
  os.charge_entry(m, cpu);
  os.charge_process(m, cpu, domain_.machine().far.owner());
  const devices::calendar_time shown = read_clock(cpu);
  m.account_for(cpu, drivers_request);
  const auto clock = domain_.machine().devices.role<devices::calendar_clock>();
  os.charge_answer(m, cpu, clock.second->where());
  os.call_models(m, cpu, [&] {
    clock.first->set_time(shown, cpu.now());
    clock.second->rearm();
  });
  cpu.take_turn();
  monitor_.wake(domain_, cpu.now());
}

}  // namespace trapline::vmm
