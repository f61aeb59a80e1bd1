#include "platform/firmware_phase.h"

#include <algorithm>
#include <systemc>

#include "models/bus/time_bridge.h"

namespace trapline {

std::string run_firmware(firmware_boot& firmware, platform& machine, duration limit, run_control& control) {
  constexpr duration glance = duration::ms(20);
  const instant last = instant{} + limit;
  machine.order().set_limit(last);
  while (!firmware.handed_over() && !firmware.failed()) {
    const instant now = bus::kernel_now();
    if (control.stop) {
      firmware.give_up("interrupted");
      return "interrupted";
    }
    if (now >= last) {
      firmware.give_up("limit");
      break;
    }
    if (control.progress) control.progress(now);
    sc_core::sc_start(bus::to_sc(std::min(glance, last - now)));
  }
  return firmware.handed_over() ? "" : "no_boot";
}

}  // namespace trapline
