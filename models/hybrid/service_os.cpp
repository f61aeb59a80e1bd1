#include "models/hybrid/service_os.h"

#include "models/hybrid/hypervisor.h"

namespace trapline::hybrid {

using processor::account;
using processor::physical_processor;
using processor::step_meter;

service_os::service_os(hypervisor& h, cost_sampler& costs) : domain{"service_os"}, device_os{costs}, hypervisor_{h} {
  boosted = true;
}

void service_os::submit(vmm::work& w, instant at) {
  if (enqueue(w)) hypervisor_.wake(*this, at);
}

void service_os::run(physical_processor& cpu) {
  must_switch_ = switched_in;
  must_upcall_ = true;
  process_ = nullptr;
  while (!hypervisor_.finished()) {
    vmm::work* w = take();
    if (w == nullptr) break;
    w->run(cpu, *this);
    pay_hypercalls(cpu);
    if (cpu.behind_events()) cpu.catch_up();
    hypervisor_.serve_interrupts(cpu);
  }
  now = state::blocked;
}

void service_os::charge_entry(step_meter& m, physical_processor& cpu) {
  if (must_switch_) m.charge(cpu, costs(), 207, step::switch_to_service_os);
  if (must_upcall_) m.charge(cpu, costs(), 207, step::upcall, account::service_os);
  must_switch_ = must_upcall_ = false;
}

void service_os::charge_process(step_meter& m, physical_processor& cpu, const void* process) {
  if (process_ == process) return;
  process_ = process;
  m.charge(cpu, costs(), 207, step::wake_device_model, account::service_os);
}

void service_os::pay_hypercalls(physical_processor& cpu) {
  for (; hypercalls_owed_ > 0; --hypercalls_owed_)
    cpu.spend(account::service_os, costs().draw(step::raise_hypercall));
}

void service_os::timer_interrupt(instant at) {
  timer_work_submitted_ = true;
  submit(timer_work_, at);
}

void service_os::timer_work::run(physical_processor& cpu, vmm::device_os& os) {
  step_meter m;
  m.open(cpu);
  os.charge_entry(m, cpu);
  os.charge_process(m, cpu, this);
  m.charge(cpu, os.costs(), 301, step::virtual_pit, account::service_os);
  owner_.timer_work_submitted_ = false;
  owner_.timers_.fire_due(cpu.now());
}

}  // namespace trapline::hybrid
