/// What the VGA makes of one memory address: the eight or nine dots of a character clock as colours of four
/// bits, before the attribute controller's palette.
#pragma once

#include <array>

#include "models/devices/video/vga_scan.h"

namespace trapline::devices {

using vga_cell = std::array<std::uint8_t, 9>;

/// Which half of its period what blinks is in.
struct vga_blinking {
  bool cursor_shown, characters_shown;
};

/// A character: its dots from the font in plane 2, its attribute from plane 1.
vga_cell text_cell(const vga_state&, const vga_scan_line&, unsigned column, vga_blinking);
/// Pixels: planar, CGA's two bits, or bytes as two halves.
vga_cell graphics_cell(const vga_state&, const vga_scan_line&, unsigned column, vga_blinking);

}  // namespace trapline::devices
