/// The registers of Bochs' VBE extension and what follows from them.
#pragma once

#include <cstdint>

#include "models/devices/video/bochs_vbe.h"

namespace trapline::devices::vbe {

enum register_index : unsigned {
  id,
  xres,
  yres,
  bpp,
  enable,
  bank,
  virtual_width,
  virtual_height,
  x_offset,
  y_offset,
  memory_64k
};
enum enable_bit : std::uint16_t { enabled = 0x01, get_capabilities = 0x02, linear = 0x40, no_clear = 0x80 };

/// Of a pixel in memory; the modes of 15 bits take two bytes.
inline unsigned bits_of_pixel(const bochs_vbe_state& s) { return (s.registers[bpp] + 7U) & ~7U; }
/// From one line to the next, in bytes. @pre more than 4 bits a pixel
inline std::uint32_t pitch(const bochs_vbe_state& s) {
  return s.registers[virtual_width] * bits_of_pixel(s) / 8U;
}
/// Of the pixel at the top left.
inline std::uint64_t start(const bochs_vbe_state& s) {
  return std::uint64_t{s.registers[y_offset]} * pitch(s) + s.registers[x_offset] * bits_of_pixel(s) / 8U;
}

}  // namespace trapline::devices::vbe
