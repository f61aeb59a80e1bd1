#include "models/hosted/host_os.h"

#include <utility>

#include "models/hosted/kernel_vmm.h"
#include "models/hosted/paths.h"

namespace trapline::hosted {

using processor::physical_processor;
using processor::step_meter;

host_os::host_os(kernel_vmm& vmm, cost_sampler& costs, vmm::current_operation& at_work,
                 bool vmm_has_own_context)
    : device_os{costs, at_work}, vmm_{vmm}, vmm_has_own_context_{vmm_has_own_context} {}

void host_os::charge_process(step_meter& m, physical_processor& cpu, const void* process) {
  if (process_ == process) return;
  process_ = process;
  m.charge(cpu, costs(), paths::wake_process);
}

void host_os::work_off(physical_processor& cpu) {
  cpu.take_turn();
  if (working_) return;
  working_ = true;
  while (!vmm_.finished()) {
    cpu.take_turn();
    vmm::work* w = take();
    if (w == nullptr) break;
    process_ = nullptr;
    w->run(cpu, *this);
    step_meter unrecorded;
    unrecorded.open(cpu);
    settle(unrecorded, cpu, at_interrupt);
  }
  working_ = false;
}

void host_os::tell(crossing by, devices::line_sink& end, bool high, instant at) {
  if (!high && to_tell_.empty())
    end.set_level(high, at);
  else
    to_tell_.push_back({by, within_call_ && by == crossing::module_call, end, high, at});
}

void host_os::charge_request(step_meter& m, physical_processor& cpu, const vmm::model_host& from, block in) {
  cross(m, cpu, in, from.near() ? crossing::module_call : crossing::system_call);
}

void host_os::charge_answer(step_meter& m, physical_processor& cpu, const vmm::model_host& to) {
  if (to.near())
    cross(m, cpu, at_interrupt, crossing::module_call);
  else if (to.at() != place::host_os)
    charge_process(m, cpu, to.owner());
}

void host_os::settle(step_meter& m, physical_processor& cpu, block in) {
  pass_requests(m, cpu, in);
  for (; calls_owed_ > 0; --calls_owed_) cross(m, cpu, in, crossing::system_call);
  // Those of this processor: another one may have something to tell while this one waits for its turn.
  for (const change& c : std::exchange(to_tell_, {})) {
    if (c.high && !c.carried) cross(m, cpu, in, c.by);
    cpu.take_turn();
    const vmm::current_operation::scope working{at_work(), m};
    c.end.set_level(c.high, c.at);
  }
}

void host_os::cross(step_meter& m, physical_processor& cpu, block in, crossing by) {
  switch (by) {
    case crossing::system_call:
      return m.charge(cpu, costs(), paths::system_call, in);
    case crossing::signal:
      return m.charge(cpu, costs(), paths::signal, in);
    case crossing::module_call:
      enter_from_vmm(m, cpu, in);
      return return_to_vmm(m, cpu, in);
  }
}

void host_os::enter_from_vmm(step_meter& m, physical_processor& cpu, block in) {
  if (vmm_has_own_context_) m.charge(cpu, costs(), paths::context_switch, in);
  m.charge(cpu, costs(), paths::module_call, in);
}

void host_os::return_to_vmm(step_meter& m, physical_processor& cpu, block in) {
  if (vmm_has_own_context_) m.charge(cpu, costs(), paths::context_switch, in);
}

}  // namespace trapline::hosted
