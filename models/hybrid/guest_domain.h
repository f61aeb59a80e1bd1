/// A virtual machine as the hypervisor runs it: what its exits cost there, and the way of an access that
/// no in-hypervisor device model answers. Figure 2 is handle().
/// Element 117 (Fig. 1) runs on it; blocks 201-206, 211 (Fig. 2)
#pragma once

#include "models/hybrid/io_request.h"
#include "models/vmm/machines/guest_domain.h"

namespace trapline::hybrid {

class hypervisor;

class guest_domain final : public vmm::guest_domain {
 public:
  /// @param packet the VM's request packet, in the page that it shares with the service OS.
  guest_domain(hypervisor&, vmm::virtual_machine&, const engine::instruction_costs&, vmm::ioreq& packet);

  /// The timers of its device models in the service OS.
  void use_timers(const vmm::timer_queue& in_service_os) { service_timers_ = &in_service_os; }
  instant next_timer_elsewhere() const override;
  void run(processor::physical_processor&) override;

  /// The request packet has another state; whoever follows the simulation hears of it.
  void packet_is(vmm::ioreq_state s, cycles at) {
    packet_.state = s;
    if (room_.is_heard()) tell_packet(at);
  }
  /// The service OS has put the feedback into the packet.
  void feedback_ready(instant at);

 private:
  void tell_packet(cycles at);
  std::uint64_t handle(const vmm::ioreq& operation, vmm::model_host&) override;
  bool waits_for_answer() const override { return waiting_; }

  /// The device has been moved here: what was written to it before comes first.
  void carry_out_unseen(vmm::model_host&);
  /// Blocks 206 to 211, and what of 203 comes before, waiting for the service OS in between.
  void ask_service_os(const vmm::ioreq& operation);

  hypervisor& hypervisor_;
  records& room_;
  vmm::ioreq& packet_;
  io_request request_;
  const vmm::timer_queue* service_timers_ = nullptr;
  bool waiting_ = false;
};

}  // namespace trapline::hybrid
