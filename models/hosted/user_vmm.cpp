#include "models/hosted/user_vmm.h"

#include "models/hosted/host_os.h"
#include "models/hosted/paths.h"

namespace trapline::hosted {

using processor::physical_processor;
using processor::step_meter;

std::uint64_t user_vmm::answer(vmm::virtual_machine& vm, unseen_writes& unseen, const vmm::ioreq& op,
                               step_meter& m, physical_processor& cpu) {
  cost_sampler& costs = host_.costs();
  m.charge(cpu, costs, paths::to_user);
  if (unseen.may_have_any()) carry_out(vm, unseen, m, cpu);
  m.charge(cpu, costs, paths::dispatch);
  m.charge(cpu, costs, paths::answer_in_user);
  cpu.take_turn();
  const std::uint64_t value = vm.answer(vm.far, op, m, cpu.now());
  host_.settle(m, cpu, at_far_model);
  // The model's request to the host's driver: transactions with the physical device.
  host_.work_off(cpu);
  m.account_for(cpu, paths::wait_in_user);
  m.charge(cpu, costs, paths::ioctl_back);
  return value;
}

void user_vmm::carry_out(vmm::virtual_machine& vm, unseen_writes& unseen, step_meter& m,
                         physical_processor& cpu) {
  // I/O threads on other processors look for the next one too.
  for (cpu.take_turn(); const auto write = unseen.take(); cpu.take_turn()) {
    m.charge(cpu, host_.costs(), paths::carry_out_unseen);
    cpu.take_turn();
    vm.answer(vm.far, *write, m, cpu.now());
    host_.settle(m, cpu, at_far_model);
  }
}

void user_vmm::timer_signal(step_meter& m, physical_processor& cpu) {
  m.charge(cpu, host_.costs(), paths::timer_signal);
  cpu.take_turn();
  {
    const vmm::current_operation::scope working{host_.at_work(), m};
    timers_.fire_due_on(cpu.index(), cpu.now());
  }
  m.charge(cpu, host_.costs(), paths::timer_done);
}

}  // namespace trapline::hosted
