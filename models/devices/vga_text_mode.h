/// Puts a VGA into text mode 3, 80 x 25 characters in colour, with a clear screen: as a BIOS leaves it, for
/// machines whose kernel is loaded without one.
#pragma once

#include "models/devices/vga.h"

namespace trapline::devices {

void set_text_mode_3(vga&, instant now);

}  // namespace trapline::devices
