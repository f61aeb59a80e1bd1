#include "models/hybrid/io_request.h"

#include "models/hybrid/guest_domain.h"
#include "models/hybrid/paths.h"
#include "models/hybrid/service_os.h"

namespace trapline::hybrid {

io_request::io_request(guest_domain& guest, vmm::ioreq& packet, processor::step_meter& meter)
    : guest_{guest}, packet_{packet}, meter_{meter} {}

void io_request::run(processor::physical_processor& cpu, vmm::device_os& os) {
  meter_.account_for(cpu, paths::wait_for_service_os);
  os.charge_entry(meter_, cpu);
  os.charge_process(meter_, cpu, guest_.machine().far.owner());
  meter_.charge(cpu, os.costs(), paths::route);
  while (const auto write = guest_.machine().unseen.take()) {
    meter_.charge(cpu, os.costs(), paths::carry_out_buffered);
    cpu.take_turn();
    guest_.machine().answer(guest_.machine().far, *write, meter_, cpu.now());
    os.settle(meter_, cpu, at_far_model);
  }
  guest_.packet_is(vmm::ioreq_state::in_process, cpu.now_cycles());
  meter_.charge(cpu, os.costs(), paths::answer_there);
  cpu.take_turn();
  packet_.data = guest_.machine().answer(guest_.machine().far, packet_, meter_, cpu.now());
  os.settle(meter_, cpu, at_far_model);
  meter_.charge(cpu, os.costs(), paths::feedback);
  guest_.packet_is(vmm::ioreq_state::resp_ready, cpu.now_cycles());
  cpu.take_turn();
  guest_.feedback_ready(cpu.now());
}

}  // namespace trapline::hybrid
