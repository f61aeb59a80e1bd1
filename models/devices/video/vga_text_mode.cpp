/// The values of IBM's technical reference for mode 3+, 720 x 400 dots.
#include "models/devices/video/vga_text_mode.h"

#include <array>

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

constexpr unsigned ega_colours = 64;
/// The DAC's value for a part (2 red, 1 green, 0 blue) of one of EGA's 64 colours: bits 0 to 2 give two
/// thirds, bits 3 to 5 a third.
constexpr std::uint8_t level(unsigned colour, unsigned part) {
  return static_cast<std::uint8_t>((colour >> part & 1U) * 42 + (colour >> (part + 3) & 1U) * 21);
}

constexpr std::uint32_t font_memory = 0xA0000;
constexpr unsigned rows_of_glyph = 16, rows_between_glyphs = 32;

/// Into plane 2, which the text mode's own registers hide.
void load_font(vga& chip, std::span<const std::byte> font, const auto& put) {
  const auto set = [&](unsigned port, std::uint8_t index, std::uint8_t value) {
    put(port, index);
    put(port + 1, value);
  };
  set(0x3C4, 2, 0x04);
  set(0x3C4, 4, 0x06);
  set(0x3CE, 5, 0x00);
  set(0x3CE, 6, 0x04);
  for (unsigned i = 0; i < font.size(); ++i)
    chip.write_memory(font_memory + i / rows_of_glyph * rows_between_glyphs + i % rows_of_glyph, 1,
                      std::to_integer<std::uint8_t>(font[i]));
  for (const auto index : {std::uint8_t{2}, std::uint8_t{4}}) set(0x3C4, index, sequencer[index]);
  for (const auto index : {std::uint8_t{5}, std::uint8_t{6}}) set(0x3CE, index, graphics[index]);
}

}  // namespace

void set_text_mode_3(vga& chip, std::span<const std::byte> font, instant now) {
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
  put(0x3C6, 0xFF);
  put(0x3C8, 0);
  for (unsigned colour = 0; colour < ega_colours; ++colour)
    for (unsigned part : {2U, 1U, 0U}) put(0x3C9, level(colour, part));
  load_font(chip, font, put);
  for (unsigned i = 0; i < cells; ++i) chip.write_memory(text_memory + 2 * i, 2, blank);
}

}  // namespace trapline::devices
