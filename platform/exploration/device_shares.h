/// What of the guests' time each device model costs, and what could be gained if it were next to the guest: to first
/// order, from one run in which all of them are far.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/vmm/board/place.h"
#include "platform/configuration/scenario.h"
#include "platform/devices/device_ties.h"
#include "sim/results/results.h"

namespace trapline::exploration {

struct device_share {
  std::string device;
  std::uint64_t accesses = 0, interrupts = 0;
  double access_cycles = 0;     ///< that guests waited for its answers
  double interrupt_cycles = 0;  ///< of what is done from pins to handlers, waiting left out
  double access_gain = 0;       ///< cycles: accesses times the difference of the paths
  double interrupt_gain = 0;    ///< the same of its interrupts, if the interrupt controller moved too
};

struct device_shares {
  double work_cycles = 0;  ///< the guests' time, all machines together
  std::vector<device_share> devices;
  device_ties
      ties;  ///< what is far from the interrupt controller gains nothing of its interrupts by being near

  double share_of(const device_share& d) const {
    return (d.access_cycles + d.interrupt_cycles) / work_cycles;
  }
  /// What is gained of the work's time if these move. @param holds whether a device is among them
  template <class Holds>
  double first_order(const Holds& holds) const {
    double cycles = 0;
    for (const device_share& d : devices)
      if (holds(d.device))
        cycles += d.access_gain + (holds(ties.interrupt_controller) ? d.interrupt_gain : 0);
    return cycles / work_cycles;
  }
  /// What it has a part in, alone or as what others' interrupts pass.
  double at_stake(const device_share&) const;
};

/// The places next to the guest and far from it, on this kind of platform. @pre it has a monitor.
place near_place(platform_kind);
place far_place(platform_kind);

/// The time of the guests' work: of their regions of interest; where none marks one, what the processors were awake.
double work_ns_of(const results&, const scenario&);

/// @param r of a run with all models far
device_shares shares_of(const results& r, const scenario&);

}  // namespace trapline::exploration
