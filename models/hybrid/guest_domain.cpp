#include "models/hybrid/guest_domain.h"

#include "models/hybrid/hypervisor.h"
#include "models/processor/vm_transition.h"

namespace trapline::hybrid {

guest_domain::guest_domain(hypervisor& h, vmm::virtual_machine& vm, const engine::instruction_costs& costs,
                           vmm::ioreq& packet)
    : vmm::guest_domain{h, vm, costs}, hypervisor_{h}, packet_{packet}, request_{*this, packet, access()} {}

void guest_domain::leave_guest(step_meter& m, physical_processor& on, block in) {
  vm_exit(m, on, hypervisor_.costs(), in);
}

void guest_domain::find_reason(step_meter& m, physical_processor& on, block in) {
  m.charge(on, hypervisor_.costs(), in, step::decode_exit);
}

void guest_domain::enter_guest(step_meter& m, physical_processor& on, block in) {
  vm_entry(m, on, hypervisor_.costs(), in);
}

void guest_domain::complete_emulation(step_meter& m, physical_processor& on, block in) {
  m.charge(on, hypervisor_.costs(), in, {step::write_back, step::check_interrupts});
}

void guest_domain::switch_in(step_meter& m, physical_processor& on) {
  // A domain that waited for the service OS charges the way back to the access that it waited for.
  if (waiting_) return;
  m.charge(on, hypervisor_.costs(), 302, {step::switch_back, step::refill});
}

std::uint64_t guest_domain::handle(const vmm::ioreq& op, vmm::model_host& host) {
  physical_processor& on = cpu().on();
  cost_sampler& costs = hypervisor_.costs();
  access().charge(on, costs, 203, step::lookup_port);
  if (&host != &machine().near) {
    ask_service_os(op);
    packet_.state = vmm::ioreq_state::none;
    return packet_.data;
  }
  access().charge(on, costs, 204, step::device_model_hypervisor);
  on.take_turn();
  const std::uint64_t value = machine().answer(host, op, access(), on.now());
  complete_emulation(access(), on, 205);
  enter_guest(access(), on, 205);
  return value;
}

void guest_domain::ask_service_os(const vmm::ioreq& op) {
  cost_sampler& costs = hypervisor_.costs();
  physical_processor& asking = cpu().on();
  access().charge(asking, costs, 206, step::build_request);
  packet_ = op;
  packet_.state = vmm::ioreq_state::ready;
  access().charge(asking, costs, 206, step::notify);
  asking.take_turn();
  hypervisor_.service().submit(request_, asking.now());
  waiting_ = true;
  cpu().pause();
  waiting_ = false;

  physical_processor& on = cpu().on();
  access().account_for(on, 210, step::queue);
  if (switched_in) access().charge(on, costs, 210, step::switch_back);
  access().charge(on, costs, 211, step::complete_request);
  access().charge(on, costs, 211, step::check_interrupts);
  enter_guest(access(), on, 211);
  if (switched_in) access().charge(on, costs, 211, step::refill);
}

instant guest_domain::next_timer_elsewhere() const {
  return hypervisor_.service().tells() ? instant{} : service_timers_->next();
}

void guest_domain::feedback_ready(instant at) { hypervisor_.wake(*this, at); }

}  // namespace trapline::hybrid
