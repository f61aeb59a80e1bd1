// The picture of a VBE mode: one pixel after the other from the frame buffer.
#include "models/devices/video/dac_colours.h"
#include "models/devices/video/vbe_registers.h"

namespace trapline::devices {

using namespace vbe;

namespace {

/// A part of `bits` bits from `shift` on, widened to eight by repeating its upper bits.
std::uint8_t part(unsigned pixel, unsigned shift, unsigned bits) {
  const unsigned value = pixel >> shift & ((1U << bits) - 1);
  return static_cast<std::uint8_t>(value << (8 - bits) | value >> (2 * bits - 8));
}

dac_colour direct_colour(unsigned pixel, unsigned depth) {
  if (depth == 15) return {part(pixel, 10, 5), part(pixel, 5, 5), part(pixel, 0, 5)};
  if (depth == 16) return {part(pixel, 11, 5), part(pixel, 5, 6), part(pixel, 0, 5)};
  return {part(pixel, 16, 8), part(pixel, 8, 8), part(pixel, 0, 8)};
}

}  // namespace

picture picture_of(const bochs_vbe_state& s, const vga_state& vga) {
  const auto& r = s.registers;
  picture shown{r[xres], r[yres]};
  const unsigned bytes = bits_of_pixel(s) / 8;
  const dac_colours palette = dac_colours_of(vga);
  for (unsigned y = 0; y < shown.height; ++y) {
    std::uint8_t* out = shown.row(y);
    const std::uint8_t* in = s.memory.data() + start(s) + y * pitch(s);
    for (unsigned x = 0; x < shown.width; ++x, in += bytes) {
      unsigned pixel = 0;
      for (unsigned i = 0; i < bytes; ++i) pixel |= static_cast<unsigned>(in[i]) << (8 * i);
      const dac_colour c = bytes == 1 ? palette[pixel] : direct_colour(pixel, r[bpp]);
      out = std::copy(c.begin(), c.end(), out);
    }
  }
  return shown;
}

}  // namespace trapline::devices
