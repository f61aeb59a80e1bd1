#include "models/hybrid/service_os.h"

#include <utility>

#include "models/hybrid/hypervisor.h"
#include "models/hybrid/paths.h"

namespace trapline::hybrid {

using processor::physical_processor;
using processor::step_meter;

service_os::service_os(hypervisor& h, cost_sampler& costs, vmm::current_operation& at_work)
    : domain{"service_os"}, device_os{costs, at_work}, hypervisor_{h} {
  boosted = true;
}

void service_os::submit(vmm::work& w, instant at) {
  if (!enqueue(w)) return;
  hypervisor_.bring_here(*this);
  hypervisor_.wake(*this, at);
}

void service_os::run(physical_processor& cpu) {
  must_upcall_ = true;
  process_ = nullptr;
  cpu.take_turn();
  while (!hypervisor_.finished()) {
    vmm::work* w = take();
    if (w == nullptr) break;
    w->run(cpu, *this);
    step_meter m;
    m.open(cpu);
    settle(m, cpu, at_interrupt);
    hypervisor_.look_around(m, cpu);
    if (has_work() && hypervisor_.turn_ends(cpu, *this) <= cpu.now()) {
      now = state::runnable;
      return;
    }
  }
  now = state::blocked;
}

void service_os::charge_entry(step_meter& m, physical_processor& cpu) {
  if (!std::exchange(must_upcall_, false)) return;
  if (switched_in) {
    m.charge(cpu, costs(), paths::switch_to);
    if (costs().properties().service_os_is_hardware_guest) m.charge(cpu, costs(), paths::nested);
  }
  m.charge(cpu, costs(), paths::upcall);
}

void service_os::charge_process(step_meter& m, physical_processor& cpu, const void* process) {
  if (process_ == process) return;
  process_ = process;
  m.charge(cpu, costs(), paths::wake_process);
}

void service_os::charge_request(step_meter& m, physical_processor& cpu, const vmm::model_host&, block in) {
  m.charge(cpu, costs(), paths::ask, in);
}

void service_os::charge_request_taken(step_meter& m, physical_processor& cpu, const vmm::model_host& from) {
  if (from.near()) m.charge(cpu, costs(), paths::take_request);
}

void service_os::charge_answer(step_meter& m, physical_processor& cpu, const vmm::model_host& to) {
  if (to.near())
    m.charge(cpu, costs(), paths::answer_request, at_interrupt);
  else
    charge_process(m, cpu, to.owner());
}

void service_os::settle(step_meter& m, physical_processor& cpu, block in) {
  pass_requests(m, cpu, in);
  for (; hypercalls_owed_ > 0; --hypercalls_owed_) m.charge(cpu, costs(), paths::raise, in);
  while (!to_tell_.empty()) {
    if (to_tell_.front().high) m.charge(cpu, costs(), paths::raise, in);
    cpu.take_turn();
    const change c = to_tell_.front();
    to_tell_.pop_front();
    const vmm::current_operation::scope working{at_work(), m};
    c.end.set_level(c.high, c.at);
  }
}

void service_os::tell(devices::line_sink& end, bool high, instant at) {
  if (!high && to_tell_.empty())
    end.set_level(high, at);
  else
    to_tell_.push_back({end, high, at});
}

void service_os::timer_interrupt(const step_meter& m, instant at) {
  timer_work_submitted_ = true;
  timer_work_.led_by(m);
  submit(timer_work_, at);
}

void service_os::timer_work::run(physical_processor& cpu, vmm::device_os& os) {
  step_meter m = begin(cpu);
  os.charge_entry(m, cpu);
  cpu.take_turn();
  owner_.timer_work_submitted_ = false;
  // What comes due meanwhile is the next turn's.
  const instant due = cpu.now();
  for (vmm::timer_board& all = owner_.timers_; all.next_on(cpu.index()) <= due; cpu.take_turn()) {
    os.charge_process(m, cpu, all.next_queue_on(cpu.index()).owner());
    m.charge(cpu, os.costs(), paths::timer_work);
    os.call_models(m, cpu, [&] {
      if (all.next_on(cpu.index()) <= due) all.next_queue_on(cpu.index()).fire_next();
    });
  }
}

}  // namespace trapline::hybrid
