#include "models/devices/video/vga_scan.h"

namespace trapline::devices {

unsigned vga_line_compare(const vga_state& s) {
  const auto& c = s.crtc;
  return c[0x18] | (c[7] & 0x10U) << 4 | (c[9] & 0x40U) << 3;
}

unsigned vga_column_step(const vga_state& s, unsigned column) {
  if ((s.crtc[0x14] & 0x20) != 0) return column / 4;
  return (s.crtc[0x17] & 0x08) != 0 ? column / 2 : column;
}

std::uint16_t vga_plane_address(const vga_state& s, unsigned counter, unsigned row_scan) {
  const unsigned mode = s.crtc[0x17];
  unsigned address = counter;
  if ((s.crtc[0x14] & 0x40) != 0)
    address = counter << 2 | (counter >> 14 & 3U);
  else if ((mode & 0x40) == 0)
    address = counter << 1 | (counter >> ((mode & 0x20) != 0 ? 15 : 13) & 1U);
  if ((mode & 0x01) == 0) address = (address & ~0x2000U) | (row_scan & 1U) << 13;
  if ((mode & 0x02) == 0) address = (address & ~0x4000U) | (row_scan & 2U) << 13;
  return static_cast<std::uint16_t>(address);
}

namespace {

/// Attribute register 13h counts from 1 where a character is nine dots wide, and 8 stands for none.
unsigned pan_of(const vga_state& s) {
  const unsigned value = s.attribute[0x13];
  if ((s.sequencer[1] & 0x01) != 0) return value & 7U;
  return value >= 8 ? 0 : value + 1;
}

}  // namespace

std::vector<vga_scan_line> scan_lines_of(const vga_state& s) {
  const auto& c = s.crtc;
  const unsigned last_row_scan = c[9] & 0x1FU;
  const unsigned lines_of_row_scan = (c[9] & 0x80) != 0 ? 2 : 1;
  const unsigned lines_of_count = (c[0x17] & 0x04) != 0 ? 2 : 1;
  const unsigned split_after = (vga_line_compare(s) + 1) * lines_of_count - 1;
  const bool split_is_not_panned = (s.attribute[0x10] & 0x20) != 0;

  unsigned row_address = (c[0x0CU] << 8 | c[0x0D]) + (c[8] >> 5U & 3U);
  vga_scan_line line{row_address, c[8] & 0x1FU, pan_of(s)};
  std::vector<vga_scan_line> lines;
  lines.reserve(s.raster.shown_lines);
  unsigned shown = 0;  // lines of this row scan
  for (unsigned y = 0; y < s.raster.shown_lines; ++y) {
    lines.push_back(line);
    if (y == split_after) {
      line = {0, 0, split_is_not_panned ? 0 : line.pan};
      row_address = shown = 0;
      continue;
    }
    if (++shown < lines_of_row_scan) continue;
    shown = 0;
    if (line.row_scan == last_row_scan) {
      line.row_scan = 0;
      row_address += c[0x13] * 2U;
      line.address = row_address;
    } else {
      line.row_scan = (line.row_scan + 1) & 0x1F;
    }
  }
  return lines;
}

}  // namespace trapline::devices
