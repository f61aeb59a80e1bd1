#include "models/hosted/vm_thread.h"

#include "models/hosted/kernel_vmm.h"

namespace trapline::hosted {

vm_thread::vm_thread(kernel_vmm& vmm, vmm::virtual_machine& vm, const engine::instruction_costs& costs)
    : guest_domain{vmm, vm, costs}, vmm_{vmm} {}

void vm_thread::leave_guest(step_meter& m, physical_processor& cpu, block in) {
  m.charge(cpu, vmm_.costs(), in, step::hardware_exit);
  m.charge(cpu, vmm_.costs(), in == 202 ? 203 : in, step::run_loop);
}

void vm_thread::enter_guest(step_meter& m, physical_processor& cpu, block in) {
  m.charge(cpu, vmm_.costs(), in, step::hardware_entry);
}

void vm_thread::switch_in(step_meter& m, physical_processor& cpu) {
  m.charge(cpu, vmm_.costs(), 302, step::world_switch);
}

std::uint64_t vm_thread::handle(const vmm::ioreq& op, vmm::model_host& host) {
  physical_processor& on = cpu().on();
  const bool in_user = &host == &machine().far;
  const std::uint64_t value = in_user ? vmm_.user().answer(machine(), op, access(), on)
                                      : answer_in_kernel(host, op, &host == &machine().near);
  enter_guest(access(), on, in_user ? 211 : 205);
  return value;
}

std::uint64_t vm_thread::answer_in_kernel(vmm::model_host& host, const vmm::ioreq& op, bool within) {
  physical_processor& on = cpu().on();
  access().charge(on, vmm_.costs(), 203, step::kernel_bus);
  if (!within) vmm_.host().enter_from_vmm(access(), on, 204);
  access().charge(on, vmm_.costs(), 204, step::device_model_kernel);
  on.take_turn();
  const auto answer = [&] { return machine().answer(host, op, access(), on.now()); };
  const auto answer_within_call = [&] {
    const host_os::within_call carried{vmm_.host()};
    return answer();
  };
  const std::uint64_t value = within ? answer() : answer_within_call();
  if (!within) vmm_.host().return_to_vmm(access(), on, 204);
  vmm_.host().settle(access(), on, 204);
  vmm_.host().work_off(on);
  access().account_for(on, 204, step::bus);
  return value;
}

}  // namespace trapline::hosted
