/// Listens to what a guest says on its way: its serial lines, its log, its exit and region-of-interest
/// ports.
#pragma once

#include "models/devices/system/guest_control.h"
#include "models/vmm/machines/guest_fate.h"
#include "platform/configuration/scenario.h"
#include "platform/machine/captured_text.h"
#include "platform/machine/guest_listener.h"
#include "platform/machine/run_measurement.h"

namespace trapline {

class guest_watch final : public devices::guest_control_client {
 public:
  guest_watch(run_measurement& m, std::string vm) : measurement_{m}, vm_{std::move(vm)} {}

  /// Reports to this fate from now on.
  void follow(vmm::guest_fate&);
  /// Tells of what VM number `vm` writes.
  void tell(guest_listener&, std::size_t vm);

  captured_text serial, serial2, log;

 private:
  void guest_exit(std::uint32_t code, instant at) override;
  void region_begins(instant at) override;
  void region_ends(instant at) override;

  run_measurement& measurement_;
  std::string vm_;
  vmm::guest_fate* fate_ = nullptr;
};

/// Whether the guest turned the machine off or cannot go on: nobody ended it from outside, or for what it had
/// sent.
bool turned_off(const vmm::guest_end&);

/// The ending that its guest.toml calls the good one, and what a triple fault is to it.
vmm::good_ending ending_of(const vm_settings&);

}  // namespace trapline
