/// The part that the system with the devices has in the creation of virtual machines: what their clocks' device models
/// show at first is what the machine's own clock shows ([0027]), read there by that system's driver, once for all that
/// are created together. They get no processor before; then they begin together.
/// Not modelled: anything else that creating one takes (its memory is there, its image loaded).
#pragma once

#include <vector>

#include "models/bus/wakeup.h"
#include "models/devices/timers/calendar_clock.h"
#include "models/vmm/drivers/device_os.h"
#include "models/vmm/machines/guest_domain.h"

namespace trapline::vmm {

class vm_creation final : private work, private bus::sleeper {
 public:
  /// @param timer interrupts the machine for the system with the devices.
  vm_creation(device_os& os, monitor& m, bus::wakeup& timer) : os_{os}, monitor_{m}, timer_{timer} {}

  /// @pre the virtual machine has a clock
  void add(guest_domain& d) { domains_.push_back(&d); }
  /// The operator, or the configuration, asks for it.
  void start(instant at) { timer_.call_at(at, *this); }

 private:
  void wake(instant at) override;
  void run(processor::physical_processor&, device_os&) override;

  device_os& os_;
  monitor& monitor_;
  std::vector<guest_domain*> domains_;
  bus::wakeup& timer_;
};

}  // namespace trapline::vmm
