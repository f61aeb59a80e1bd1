/// The values of IBM's technical reference for mode 3+, 720 x 400 dots.
/// Not modelled: the font in plane 2 and the palette's colours, as nothing draws the dots.
#include "models/devices/vga_text_mode.h"

#include <array>
#include <span>

namespace trapline::devices {
namespace {

constexpr unsigned first_port = 0x3B0;
constexpr std::uint8_t misc_colour_400_lines = 0x67;
constexpr std::array<std::uint8_t, 5> sequencer{0x03, 0x00, 0x03, 0x00, 0x02};
constexpr std::array<std::uint8_t, 25> crtc{0x5F, 0x4F, 0x50, 0x82, 0x55, 0x81, 0xBF, 0x1F, 0x00,
                                            0x4F, 0x0D, 0x0E, 0x00, 0x00, 0x00, 0x00, 0x9C, 0x8E,
                                            0x8F, 0x28, 0x1F, 0x96, 0xB9, 0xA3, 0xFF};
constexpr std::array<std::uint8_t, 9> graphics{0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0E, 0x00, 0xFF};
constexpr std::array<std::uint8_t, 21> attribute{0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x14,
                                                 0x07, 0x38, 0x39, 0x3A, 0x3B, 0x3C, 0x3D,
                                                 0x3E, 0x3F, 0x0C, 0x00, 0x0F, 0x08, 0x00};
constexpr std::uint8_t palette_address_source = 0x20;
constexpr std::uint32_t text_memory = 0xB8000;
constexpr unsigned cells = 0x4000;
constexpr std::uint32_t blank = 0x0720;  // light grey on black

}  // namespace

void set_text_mode_3(vga& chip, instant now) {
  const auto put = [&](unsigned port, std::uint8_t value) { chip.write(port - first_port, 1, value, now); };
  const auto fill = [&](unsigned index_port, std::span<const std::uint8_t> values) {
    for (unsigned i = 0; i < values.size(); ++i) {
      put(index_port, static_cast<std::uint8_t>(i));
      put(index_port + 1, values[i]);
    }
  };
  put(0x3C2, misc_colour_400_lines);
  fill(0x3C4, sequencer);
  // Registers 0 to 7 are locked by bit 7 of the seventeenth, where a reset in text mode left it.
  put(0x3D4, 0x11);
  put(0x3D5, 0x00);
  fill(0x3D4, crtc);
  fill(0x3CE, graphics);
  chip.read(0x3DA - first_port, 1, now);  // the attribute controller wants an index next
  for (unsigned i = 0; i < attribute.size(); ++i) {
    put(0x3C0, static_cast<std::uint8_t>(i));
    put(0x3C0, attribute[i]);
  }
  put(0x3C0, palette_address_source);
  for (unsigned i = 0; i < cells; ++i) chip.write_memory(text_memory + 2 * i, 2, blank);
}

}  // namespace trapline::devices
