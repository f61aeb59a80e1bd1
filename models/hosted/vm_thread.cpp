#include "models/hosted/vm_thread.h"

#include "models/hosted/kernel_vmm.h"
#include "models/hosted/paths.h"

namespace trapline::hosted {

vm_thread::vm_thread(kernel_vmm& vmm, vmm::virtual_machine& vm, const engine::instruction_costs& costs)
    : guest_domain{vmm, vm, costs, paths::all}, vmm_{vmm} {}

std::uint64_t vm_thread::handle(const vmm::ioreq& op, vmm::model_host& host) {
  physical_processor& on = cpu().on();
  const bool in_user = &host == &machine().far;
  const std::uint64_t value = in_user ? vmm_.user().answer(machine(), op, access(), on)
                                      : answer_in_kernel(host, op, &host == &machine().near);
  access().charge(on, vmm_.costs(), in_user ? paths::enter_after_user : paths::enter_after_kernel);
  return value;
}

std::uint64_t vm_thread::answer_in_kernel(vmm::model_host& host, const vmm::ioreq& op, bool within) {
  physical_processor& on = cpu().on();
  access().charge(on, vmm_.costs(), paths::look_up);
  if (!within) vmm_.host().enter_from_vmm(access(), on, at_near_model);
  access().charge(on, vmm_.costs(), paths::answer_in_kernel);
  on.take_turn();
  const auto answer = [&] { return machine().answer(host, op, access(), on.now()); };
  const auto answer_within_call = [&] {
    const host_os::within_call carried{vmm_.host()};
    return answer();
  };
  const std::uint64_t value = within ? answer() : answer_within_call();
  if (!within) vmm_.host().return_to_vmm(access(), on, at_near_model);
  vmm_.host().settle(access(), on, at_near_model);
  vmm_.host().work_off(on);
  access().account_for(on, paths::wait_for_driver);
  return value;
}

}  // namespace trapline::hosted
