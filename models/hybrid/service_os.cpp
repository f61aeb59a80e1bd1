#include "models/hybrid/service_os.h"

#include "models/hybrid/hypervisor.h"

namespace trapline::hybrid {

using processor::account;
using processor::physical_processor;
using processor::step_meter;

service_os::service_os(hypervisor& h, cost_sampler& costs) : domain{"service_os"}, hypervisor_{h}, costs_{costs} {
  boosted = true;
}

void service_os::attach(unsigned irq, driver& d) { drivers_[irq] = &d; }

void service_os::boot(physical_processor& cpu) {
  for (driver* d : drivers_)
    if (d != nullptr) d->set_up(cpu);
}

void service_os::submit(work& w, instant at) {
  if (w.queued_) return;
  w.queued_ = true;
  queue_.push_back(&w);
  hypervisor_.wake(*this, at);
}

void service_os::run(physical_processor& cpu) {
  must_switch_ = switched_in;
  must_upcall_ = true;
  process_ = nullptr;
  while (!queue_.empty() && !hypervisor_.finished()) {
    work* w = queue_.front();
    queue_.pop_front();
    w->queued_ = false;
    w->run(cpu, *this);
    pay_hypercalls(cpu);
    if (cpu.behind_events()) cpu.catch_up();
    hypervisor_.serve_interrupts(cpu);
  }
  now = state::blocked;
}

void service_os::charge_entry(step_meter& m, physical_processor& cpu) {
  if (must_switch_) m.charge(cpu, costs_, 207, step::switch_to_service_os);
  if (must_upcall_) m.charge(cpu, costs_, 207, step::upcall, account::service_os);
  must_switch_ = must_upcall_ = false;
}

void service_os::charge_process(step_meter& m, physical_processor& cpu, const void* process) {
  if (process_ == process) return;
  process_ = process;
  m.charge(cpu, costs_, 207, step::wake_device_model, account::service_os);
}

void service_os::pay_hypercalls(physical_processor& cpu) {
  for (; hypercalls_owed_ > 0; --hypercalls_owed_)
    cpu.spend(account::service_os, costs_.draw(step::raise_hypercall));
}

void service_os::timer_interrupt(instant at) {
  timer_work_submitted_ = true;
  submit(timer_work_, at);
}

void service_os::timer_work::run(physical_processor& cpu, service_os& os) {
  step_meter m;
  m.open(cpu);
  os.charge_entry(m, cpu);
  os.charge_process(m, cpu, this);
  m.charge(cpu, os.costs_, 301, step::virtual_pit, account::service_os);
  os.timer_work_submitted_ = false;
  os.timers_.fire_due(cpu.now());
}

}  // namespace trapline::hybrid
