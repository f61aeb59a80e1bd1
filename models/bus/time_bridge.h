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

/// The kernel's present time. The kernel gives out the same reference for ever, to what it counts in; asking for it each
/// time is a call into its library, of which every access makes several.
inline instant kernel_now() {
  static const sc_core::sc_time& now = sc_core::sc_time_stamp();
  return instant::at_ps(now.value());
}

}  // namespace trapline::bus
