/// What a virtual machine's PC is put into, whichever monitor that is: the places that its device models
/// can be in, what its interrupt lines cross between them, and what its guest runs as.
#pragma once

#include <vector>

#include "models/devices/line.h"
#include "models/processor/virtual_cpu.h"
#include "models/vmm/injection/line_crossing.h"
#include "models/vmm/machines/guest_domain.h"
#include "models/vmm/machines/virtual_machine.h"
#include "platform/configuration/scenario.h"

namespace trapline {

/// A guest as its monitor schedules it; lives in the monitor's platform.
struct guest_domain {
  vmm::guest_domain& domain;
  processor::virtual_cpu& cpu;
  devices::line_sink& interrupt_input;
};

class vm_surroundings : public vmm::line_carrier {
 public:
  using location = vmm::virtual_machine::location;
  /// From the monitor's kernel component outwards; the processor is at the first.
  virtual std::vector<location> places() = 0;
  /// What the monitor is at work on.
  virtual vmm::current_operation& at_work() = 0;
  virtual guest_domain make_domain(vmm::virtual_machine&, const vm_settings&) = 0;

 protected:
  ~vm_surroundings() = default;
};

}  // namespace trapline
