/// The CRTC's address counters: which place of the planes is shown where (IBM PS/2 Hardware Interface
/// Technical Reference, "CRT Controller Registers" 08h, 09h, 0Ch, 0Dh, 13h, 14h, 17h, 18h).
#pragma once

#include <vector>

#include "models/devices/video/vga.h"

namespace trapline::devices {

/// The counters at the left end of one scan line.
struct vga_scan_line {
  unsigned address;   ///< the memory address counter
  unsigned row_scan;  ///< the line within its row of characters or pixels
  unsigned pan;       ///< dots by which the line is moved to the left
};

/// A frame's lines from the top: start address, preset row scan, double scan and the split screen in them.
std::vector<vga_scan_line> scan_lines_of(const vga_state&);

/// The line after which the split screen's lower part begins, in vertical counts.
unsigned vga_line_compare(const vga_state&);

/// What the address counter advances from a line's left end to a column of characters.
unsigned vga_column_step(const vga_state&, unsigned column);

/// The place in the planes that the counter addresses: byte, word or doubleword mode, and the bits that the
/// row scan counter takes for the sake of CGA and Hercules screens.
std::uint16_t vga_plane_address(const vga_state&, unsigned counter, unsigned row_scan);

}  // namespace trapline::devices
