#include "models/devices/video/vga_cells.h"

namespace trapline::devices {

namespace {

std::uint8_t plane(std::uint32_t cell, unsigned n) { return static_cast<std::uint8_t>(cell >> (8 * n)); }

/// Where in plane 2 the font lies that bit 3 of a character's attribute chooses.
unsigned font_base(const vga_state& s, bool map_a) {
  const unsigned select = s.sequencer[3];
  const unsigned low = map_a ? select >> 2U & 3U : select & 3U;
  const unsigned high = map_a ? select >> 5U & 1U : select >> 4U & 1U;
  return low * 0x4000 + high * 0x2000;
}

bool cursor_at(const vga_state& s, unsigned counter, unsigned row_scan) {
  const auto& c = s.crtc;
  if ((c[0x0A] & 0x20) != 0 || row_scan < (c[0x0A] & 0x1FU) || row_scan > (c[0x0B] & 0x1FU)) return false;
  const unsigned skew = c[0x0B] >> 5U & 3U;
  const unsigned place = static_cast<unsigned>(c[0x0E] << 8 | c[0x0F]) + skew;
  return (counter & 0xFFFF) == (place & 0xFFFF);
}

}  // namespace

vga_cell text_cell(const vga_state& s, const vga_scan_line& line, unsigned column, vga_blinking blinking) {
  const unsigned counter = line.address + vga_column_step(s, column);
  const std::uint32_t cell = s.memory[vga_plane_address(s, counter, line.row_scan)];
  const unsigned character = plane(cell, 0);
  const unsigned attribute = plane(cell, 1);
  const std::uint32_t glyph = font_base(s, (attribute & 0x08) != 0) + character * 32 + line.row_scan;
  unsigned dots = plane(s.memory[glyph & 0xFFFF], 2) * 2U;
  const unsigned mode = s.attribute[0x10];
  const bool draws_lines = (mode & 0x04) != 0 && character >= 0xC0 && character <= 0xDF;
  if (draws_lines) dots |= dots >> 1 & 1U;

  unsigned ink = attribute & 0x0F;
  unsigned paper = attribute >> 4;
  if ((mode & 0x08) != 0) {
    paper &= 7;
    if ((attribute & 0x80) != 0 && !blinking.characters_shown) dots = 0;
  }
  const bool underlined = (attribute & 0x77) == 0x01 && line.row_scan == (s.crtc[0x14] & 0x1FU);
  if (underlined || (blinking.cursor_shown && cursor_at(s, counter, line.row_scan))) dots = 0x1FF;
  vga_cell colours;
  for (unsigned i = 0; i < colours.size(); ++i)
    colours[i] = static_cast<std::uint8_t>((dots >> (8 - i) & 1U) != 0 ? ink : paper);
  return colours;
}

vga_cell graphics_cell(const vga_state& s, const vga_scan_line& line, unsigned column,
                       vga_blinking blinking) {
  const unsigned counter = line.address + vga_column_step(s, column);
  const std::uint32_t cell = s.memory[vga_plane_address(s, counter, line.row_scan)];
  vga_cell colours{};
  const unsigned shift = s.graphics[5] >> 5U & 3U;
  for (unsigned i = 0; i < 8; ++i) {
    unsigned colour = 0;
    if (shift == 0) {
      for (unsigned p = 0; p < 4; ++p) colour |= (plane(cell, p) >> (7 - i) & 1U) << p;
    } else if (shift == 1) {
      const unsigned at = 6 - 2 * (i % 4);
      colour = (plane(cell, i / 4) >> at & 3U) | (plane(cell, i / 4 + 2) >> at & 3U) << 2;
    } else {
      colour = plane(cell, i / 2) >> (i % 2 == 0 ? 4U : 0U) & 0x0FU;
    }
    colours[i] = static_cast<std::uint8_t>(colour);
  }
  // Where blinking is on, what blinks in graphics is the fourth bit (mode Fh's palette counts on that).
  if ((s.attribute[0x10] & 0x08) != 0 && !blinking.characters_shown)
    for (unsigned i = 0; i < 8; ++i) colours[i] ^= 0x08;
  return colours;
}

}  // namespace trapline::devices
