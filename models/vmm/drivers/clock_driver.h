/// The clock driver of the system with the devices: reads what the machine's real-time clock shows, as Linux' does
/// (mc146818_get_time()): not while the clock is being updated, and again if a second has passed meanwhile.
/// Not modelled: 12-hour and binary clocks, which no firmware leaves.
#pragma once

#include "models/devices/timers/calendar_clock.h"
#include "models/processor/processor.h"

namespace trapline::vmm {

/// By transactions with the physical clock, each of which takes its time.
devices::calendar_time read_clock(processor::physical_processor&);

}  // namespace trapline::vmm
