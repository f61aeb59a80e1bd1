#include "models/hybrid/io_request.h"

#include "models/hybrid/guest_domain.h"
#include "models/hybrid/service_os.h"

namespace trapline::hybrid {

using processor::account;

io_request::io_request(guest_domain& guest, vmm::ioreq& packet, processor::step_meter& meter)
    : guest_{guest}, packet_{packet}, meter_{meter} {}

void io_request::run(processor::physical_processor& cpu, vmm::device_os& os) {
  const auto charge = [&](block in, step what) {
    meter_.charge(cpu, os.costs(), in, what, account::service_os);
  };
  meter_.account_for(cpu, 206, step::queue);
  os.charge_entry(meter_, cpu);
  os.charge_process(meter_, cpu, &guest_);
  charge(207, step::syscalls);
  charge(207, step::route_request);
  packet_.state = vmm::ioreq_state::in_process;
  charge(208, step::device_model_service_os);
  cpu.take_turn();
  packet_.data = guest_.machine().answer(guest_.machine().far, packet_, meter_, cpu.now());
  os.settle(meter_, cpu, 208);
  charge(209, step::feedback);
  packet_.state = vmm::ioreq_state::resp_ready;
  cpu.take_turn();
  guest_.feedback_ready(cpu.now());
}

}  // namespace trapline::hybrid
