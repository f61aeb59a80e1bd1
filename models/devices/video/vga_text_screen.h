/// What a VGA in a text mode shows, as text.
#pragma once

#include <string>

#include "models/devices/video/vga.h"

namespace trapline::devices {

/// The characters on the screen in UTF-8, read through code page 437; a line a row, blanks at its end left
/// out. Rows, columns, start address, row pitch and split screen are the CRTC's. Empty in a graphics mode.
std::string screen_text(const vga_state&);

struct vga_cursor {
  unsigned row, column;
  bool on;  ///< on the screen and not switched off; it blinks
};
vga_cursor cursor_of(const vga_state&);

/// A character of code page 437 in UTF-8.
std::string utf8_from_code_page_437(std::uint8_t);

}  // namespace trapline::devices
