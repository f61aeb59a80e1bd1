/// Puts a VGA into text mode 3, 80 x 25 characters in colour, with a clear screen: as a BIOS leaves it, for
/// machines whose kernel is loaded without one.
#pragma once

#include <cstddef>
#include <span>

#include "models/devices/video/vga.h"

namespace trapline::devices {

/// @param font 256 glyphs of 16 rows, or fewer; what is missing stays as it is.
void set_text_mode_3(vga&, std::span<const std::byte> font, instant now);

}  // namespace trapline::devices
