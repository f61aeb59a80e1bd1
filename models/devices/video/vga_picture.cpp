#include "models/devices/video/vga_picture.h"

#include <algorithm>

#include "models/devices/video/dac_colours.h"
#include "models/devices/video/vga_cells.h"

namespace trapline::devices {

namespace {

constexpr std::uint8_t screen_off = 0x20;              // sequencer 1
constexpr std::uint8_t palette_address_source = 0x20;  // attribute index
constexpr std::uint8_t half_dot_clock = 0x08;          // sequencer 1
constexpr std::uint8_t wide_pixels = 0x40;  // attribute 10h: two colours of four bits make one of eight

vga_blinking blinking_at(const vga_state& s, instant now) {
  const clock_domain& clock = s.raster.fast_clock ? vga::fast_clock : vga::slow_clock;
  const std::uint64_t frame =
      clock.edges_by(now).count() / (static_cast<std::uint64_t>(s.raster.dots_in_line) * s.raster.lines);
  return {frame % 16 < 8, frame % 32 < 16};
}

/// The way from a colour of four or eight bits to the monitor.
class colour_path {
 public:
  explicit colour_path(const vga_state& s)
      : wide_{(s.attribute[0x10] & wide_pixels) != 0}, dac_{dac_colours_of(s)} {
    for (unsigned i = 0; i < palette_.size(); ++i) {
      const unsigned entry = s.attribute[i & s.attribute[0x12]];
      const unsigned select = s.attribute[0x14];
      const bool four_from_select = (s.attribute[0x10] & 0x80) != 0;
      palette_[i] = static_cast<std::uint8_t>(four_from_select ? (entry & 0x0F) | select << 4
                                                               : entry | (select & 0x0CU) << 4);
    }
  }
  const dac_colour& operator()(const vga_cell& cell, unsigned dot) const {
    if (!wide_) return dac_[palette_[cell[dot]]];
    const unsigned pair = dot & ~1U;
    return dac_[static_cast<std::uint8_t>(cell[pair] << 4 | (pair + 1 < cell.size() ? cell[pair + 1] : 0))];
  }

 private:
  bool wide_;
  dac_colours dac_;
  std::array<std::uint8_t, 16> palette_;
};

}  // namespace

picture picture_of(const vga_state& s, instant now) {
  picture shown{s.raster.shown_dots, s.raster.shown_lines};
  if ((s.sequencer[1] & screen_off) != 0 || (s.attribute_index & palette_address_source) == 0) return shown;

  const vga_blinking blinking = blinking_at(s, now);
  const colour_path path{s};
  const auto cell_of = (s.graphics[6] & 0x01) != 0 ? graphics_cell : text_cell;
  const unsigned dots_of_cell = (s.sequencer[1] & 0x01) != 0 ? 8 : 9;
  const unsigned width_of_dot = (s.sequencer[1] & half_dot_clock) != 0 ? 2 : 1;
  const std::vector<vga_scan_line> lines = scan_lines_of(s);
  for (unsigned y = 0; y < shown.height; ++y) {
    const vga_scan_line& line = lines[y];
    std::uint8_t* out = shown.row(y);
    unsigned column = line.pan / dots_of_cell;
    unsigned dot = line.pan % dots_of_cell;
    vga_cell cell = cell_of(s, line, column, blinking);
    for (unsigned x = 0; x < shown.width; x += width_of_dot) {
      const dac_colour& c = path(cell, dot);
      for (unsigned i = 0; i < width_of_dot; ++i) out = std::copy(c.begin(), c.end(), out);
      if (++dot < dots_of_cell) continue;
      dot = 0;
      cell = cell_of(s, line, ++column, blinking);
    }
  }
  return shown;
}

}  // namespace trapline::devices
