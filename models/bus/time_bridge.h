/// Between the kit's time and SystemC's, both whole picoseconds.
#pragma once

#include <systemc>

#include "sim/time.h"

namespace trapline::bus {

inline sc_core::sc_time to_sc(duration d) { return sc_core::sc_time::from_value(d.picoseconds()); }
inline duration from_sc(const sc_core::sc_time& t) { return duration::ps(t.value()); }

/// The kernel's present time.
inline instant kernel_now() { return instant::at_ps(sc_core::sc_time_stamp().value()); }

}  // namespace trapline::bus
