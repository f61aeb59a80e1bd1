#include "models/hosted/vm_thread.h"

#include <algorithm>

#include "models/hosted/kernel_vmm.h"
#include "models/hosted/paths.h"

namespace trapline::hosted {

vm_thread::vm_thread(kernel_vmm& vmm, vmm::virtual_machine& vm, const engine::instruction_costs& costs)
    : guest_domain{vmm, vm, costs, paths::all}, vmm_{vmm} {}

std::uint64_t vm_thread::handle(const vmm::ioreq& op, vmm::model_host& host) {
  physical_processor& on = cpu().on();
  const bool in_user = &host == &machine().far;
  // The kernel VMM looks first, whoever answers in the end.
  access().charge(on, vmm_.costs(), paths::look_up);
  if (in_user && completes(op)) {
    access().charge(on, vmm_.costs(), paths::enter_after_kernel);
    return 0;
  }
  const std::uint64_t value = in_user ? vmm_.user().answer(machine(), *this, op, access(), on)
                                      : answer_in_kernel(host, op, &host == &machine().near);
  access().charge(on, vmm_.costs(), in_user ? paths::enter_after_user : paths::enter_after_kernel);
  return value;
}

void vm_thread::sleeps(const vmm::halt_poll_settings& s) {
  sleep_.emplace(s, vmm_.costs(), vmm_.room(), name());
}

void vm_thread::charge_wake_up(step_meter& m, physical_processor& cpu) {
  if (sleep_) sleep_->end(m, cpu, still_polling);
}

void vm_thread::run(physical_processor& cpu) {
  guest_domain::run(cpu);
  if (sleep_ && halted() && now == state::blocked) polls_until = sleep_->begin(cpu);
  if (!machine().fate.end()) return;
  polls_until = instant{};
  cpu.take_turn();
  // It waits for nothing any more, and what it wrote shows.
  while (const auto write = take()) machine().answer(machine().far, *write, access(), cpu.now());
}

std::optional<vmm::ioreq> vm_thread::take() {
  if (const auto write = machine().unseen.take()) return write;
  for (event& e : events_)
    if (const auto write = e.to.take()) return write;
  return std::nullopt;
}

bool vm_thread::completes(const vmm::ioreq& op) {
  if (op.is_read) return false;
  const auto signalled = std::ranges::find_if(events_, [&](const event& e) { return any_holds(e.of, op); });
  if (signalled == events_.end() && !machine().unseen.takes(op)) return false;
  physical_processor& on = cpu().on();
  if (signalled == events_.end()) {
    access().charge(on, vmm_.costs(), paths::put_into_ring);
    machine().unseen.put(op);
    return true;
  }
  access().charge(on, vmm_.costs(), paths::signal_event);
  on.take_turn();
  signalled->to.signal(op, machine().find(op).counts, on);
  return true;
}

bool vm_thread::is_unawaited(const vmm::ioreq& op) {
  return machine().unseen.covers(op) ||
         std::ranges::any_of(events_, [&](const event& e) { return any_holds(e.of, op); });
}

void vm_thread::catch_up(vmm::model_host& host) {
  physical_processor& on = cpu().on();
  on.take_turn();
  while (const auto write = take()) {
    access().charge(on, vmm_.costs(), paths::answer_in_kernel);
    on.take_turn();
    machine().answer(host, *write, access(), on.now());
  }
}

std::uint64_t vm_thread::answer_in_kernel(vmm::model_host& host, const vmm::ioreq& op, bool within) {
  physical_processor& on = cpu().on();
  if (is_unawaited(op)) catch_up(host);
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
