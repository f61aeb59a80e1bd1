/// Between the kit's time and SystemC's, both whole picoseconds.
#pragma once

#include <systemc>
#include <utility>

#include "sim/time.h"

namespace trapline::bus {

inline sc_core::sc_time to_sc(duration d) { return sc_core::sc_time::from_value(d.picoseconds()); }
inline duration from_sc(const sc_core::sc_time& t) { return duration::ps(t.value()); }

/// Ends the simulation. Each processor says so when it is done; the kernel wants to hear it once.
inline void stop_kernel() {
  static bool stopped = false;
  if (!std::exchange(stopped, true)) sc_core::sc_stop();
}

/// The kernel's present time.
inline instant kernel_now() { return instant::at_ps(sc_core::sc_time_stamp().value()); }

}  // namespace trapline::bus
