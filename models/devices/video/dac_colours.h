/// What the VGA's DAC makes of each of its 256 entries, through the PEL mask.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/video/vga.h"

namespace trapline::devices {

/// Red, green and blue, eight bits each.
using dac_colour = std::array<std::uint8_t, 3>;
using dac_colours = std::array<dac_colour, 256>;

/// The DAC's six bits become eight as in QEMU (bit 0 fills up), so that pictures can be compared.
inline dac_colours dac_colours_of(const vga_state& s) {
  dac_colours all{};
  for (unsigned i = 0; i < all.size(); ++i)
    for (unsigned part = 0; part < 3; ++part) {
      const unsigned six = s.palette[i & s.pel_mask][part];
      all[i][part] = static_cast<std::uint8_t>(six << 2 | ((six & 1) != 0 ? 3U : 0U));
    }
  return all;
}

}  // namespace trapline::devices
