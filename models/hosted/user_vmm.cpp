#include "models/hosted/user_vmm.h"

#include "models/hosted/host_os.h"

namespace trapline::hosted {

using processor::physical_processor;
using processor::step_meter;

std::uint64_t user_vmm::answer(vmm::virtual_machine& vm, const vmm::ioreq& op, step_meter& m,
                               physical_processor& cpu) {
  cost_sampler& costs = host_.costs();
  m.charge(cpu, costs, 206, step::to_user);
  m.charge(cpu, costs, 207, step::user_dispatch);
  m.charge(cpu, costs, 208, step::device_model_user);
  cpu.take_turn();
  const std::uint64_t value = vm.answer(vm.far, op, m, cpu.now());
  host_.settle(m, cpu, 208);
  // The model's request to the host's driver: transactions with the physical device.
  host_.work_off(cpu);
  m.account_for(cpu, 208, step::bus);
  m.charge(cpu, costs, 209, step::ioctl_back);
  return value;
}

void user_vmm::timer_signal(step_meter& m, physical_processor& cpu) {
  m.charge(cpu, host_.costs(), 301, step::to_user);
  m.charge(cpu, host_.costs(), 301, step::user_dispatch);
  m.charge(cpu, host_.costs(), 301, step::virtual_pit);
  cpu.take_turn();
  {
    const vmm::current_operation::scope working{host_.at_work(), m};
    timers_.fire_due_on(cpu.index(), cpu.now());
  }
  m.charge(cpu, host_.costs(), 301, step::ioctl_back);
}

}  // namespace trapline::hosted
