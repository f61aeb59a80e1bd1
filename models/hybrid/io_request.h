/// The service OS's part of an I/O operation: the packet comes up from the hypervisor, is routed to
/// the device model of the virtual machine that sent it, and goes back with the feedback.
/// Blocks 207-210 (Fig. 2)
#pragma once

#include "models/vmm/exits/ioreq.h"
#include "models/vmm/machines/virtual_machine.h"
#include "models/vmm/scheduling/work.h"

namespace trapline::hybrid {

class guest_domain;

class io_request final : public vmm::work {
 public:
  /// @param meter what the hypervisor has begun to fill for this access.
  io_request(guest_domain&, vmm::ioreq& packet, processor::step_meter& meter);

  void run(processor::physical_processor&, vmm::device_os&) override;

 private:
  guest_domain& guest_;
  vmm::ioreq& packet_;
  processor::step_meter& meter_;
};

}  // namespace trapline::hybrid
