/// The first part of a simulation whose machine starts by its own firmware: up to where that hands over.
#pragma once

#include <string>

#include "platform/platform.h"
#include "platform/run_control.h"

namespace trapline {

/// Lets it run until then. @return empty; else why it did not come there: "interrupted" (by a signal), "no_boot" (it
/// came to an end otherwise, or not within the limit). @throws std::logic_error as run_loop::run()
std::string run_firmware(firmware_boot&, platform&, duration limit, run_control&);

}  // namespace trapline
