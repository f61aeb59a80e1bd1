#include "models/hybrid/guest_domain.h"

#include "models/hybrid/hypervisor.h"
#include "models/hybrid/paths.h"

namespace trapline::hybrid {

guest_domain::guest_domain(hypervisor& h, vmm::virtual_machine& vm, const engine::instruction_costs& costs,
                           vmm::ioreq& packet)
    : vmm::guest_domain{h, vm, costs, paths::all},
      hypervisor_{h},
      room_{h.room()},
      packet_{packet},
      request_{*this, packet, access()} {}

void guest_domain::tell_packet(cycles at) {
  room_.tell(packet_change{&machine().name(), vmm::name_of(packet_.state), at});
}

std::uint64_t guest_domain::handle(const vmm::ioreq& op, vmm::model_host& host) {
  physical_processor& on = cpu().on();
  cost_sampler& costs = hypervisor_.costs();
  if (&host != &machine().near) {
    if (machine().unseen.takes(op)) {
      access().charge(on, costs, paths::look_up, paths::buffer);
      machine().unseen.put(op);
      access().charge(on, costs, paths::go_on);
      return 0;
    }
    ask_service_os(op);
    packet_is(vmm::ioreq_state::none, access().end());
    return packet_.data;
  }
  if (machine().unseen.covers(op)) {
    access().charge(on, costs, paths::look_up);
    carry_out_unseen(host);
    access().charge(on, costs, paths::answer_here);
  } else {
    access().charge(on, costs, paths::look_up, paths::answer_here);
  }
  on.take_turn();
  const std::uint64_t value = machine().answer(host, op, access(), on.now());
  hypervisor_.service().pass_requests(access(), on, at_near_model);
  access().charge(on, costs, paths::go_on);
  return value;
}

void guest_domain::carry_out_unseen(vmm::model_host& host) {
  physical_processor& on = cpu().on();
  while (const auto write = machine().unseen.take()) {
    access().charge(on, hypervisor_.costs(), paths::answer_here);
    on.take_turn();
    machine().answer(host, *write, access(), on.now());
    hypervisor_.service().pass_requests(access(), on, at_near_model);
  }
}

void guest_domain::run(physical_processor& cpu) {
  vmm::guest_domain::run(cpu);
  if (!machine().fate.end()) return;
  // It waits for nothing any more, and what it wrote shows.
  while (const auto write = machine().unseen.take())
    machine().answer(machine().far, *write, access(), cpu.now());
}

void guest_domain::ask_service_os(const vmm::ioreq& op) {
  cost_sampler& costs = hypervisor_.costs();
  physical_processor& asking = cpu().on();
  access().charge(asking, costs, paths::look_up, paths::request);
  packet_ = op;
  packet_is(vmm::ioreq_state::ready, asking.now_cycles());
  access().charge(asking, costs, paths::notify);
  asking.take_turn();
  hypervisor_.service().submit(request_, asking.now());
  waiting_ = true;
  if (!hypervisor_.answered_here(*this, asking)) cpu().pause();
  waiting_ = false;

  physical_processor& on = cpu().on();
  access().account_for(on, paths::wait_for_guest);
  if (!switched_in) return access().charge(on, costs, paths::complete);
  access().charge(on, costs, paths::switch_back, paths::complete);
  access().charge(on, costs, paths::refill);
}

instant guest_domain::next_timer_elsewhere() const {
  return hypervisor_.service().tells() ? instant{} : service_timers_->next();
}

void guest_domain::feedback_ready(instant at) { hypervisor_.wake(*this, at); }

}  // namespace trapline::hybrid
