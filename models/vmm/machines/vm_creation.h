/// The part that the system with the devices has in the creation of a virtual machine: what its clock's device model
/// shows at first is what the machine's own clock shows ([0027]), read there by that system's driver. Until then the
/// virtual machine gets no processor.
/// Not modelled: anything else that creating one takes (its memory is there, its image loaded).
#pragma once

#include "models/bus/wakeup.h"
#include "models/devices/timers/calendar_clock.h"
#include "models/vmm/drivers/device_os.h"
#include "models/vmm/machines/guest_domain.h"

namespace trapline::vmm {

class vm_creation final : private work, private bus::sleeper {
 public:
  /// @param timer interrupts the machine for the system with the devices.
  vm_creation(device_os&, monitor&, guest_domain&, bus::wakeup& timer);

  /// The operator, or the configuration, asks for it. @pre the virtual machine has a clock
  void start(instant at) { timer_.call_at(at, *this); }

 private:
  void wake(instant at) override;
  void run(processor::physical_processor&, device_os&) override;

  device_os& os_;
  monitor& monitor_;
  guest_domain& domain_;
  bus::wakeup& timer_;
};

}  // namespace trapline::vmm
