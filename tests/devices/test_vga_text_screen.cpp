#include <algorithm>
#include <catch2/catch.hpp>
#include <memory>
#include <random>

#include "models/devices/video/vga_text_mode.h"
#include "models/devices/video/vga_text_screen.h"

namespace {

using namespace trapline;
using namespace trapline::devices;

/// A VGA in mode 3 as a BIOS leaves it.
struct text_mode {
  text_mode() {
    write(0x3C2, 0x67);
    sequencer(2, 0x03);
    sequencer(4, 0x02);
    graphics(5, 0x10);
    graphics(6, 0x0E);
    graphics(8, 0xFF);
    const unsigned values[] = {0x5F, 0x4F, 0x50, 0x82, 0x55, 0x81, 0xBF, 0x1F, 0x00, 0x4F, 0x0D, 0x0E, 0x00,
                               0x00, 0x00, 0x00, 0x9C, 0x0E, 0x8F, 0x28, 0x1F, 0x96, 0xB9, 0xA3, 0xFF};
    for (unsigned i = 0; i < 25; ++i) crtc(i, values[i]);
    for (unsigned i = 0; i < 0x4000; ++i) chip->write_memory(0xB8000 + 2 * i, 2, 0x0720);
  }
  void write(unsigned port, unsigned v) { chip->write(port - 0x3B0, 1, v, instant{}); }
  void sequencer(unsigned i, unsigned v) { write(0x3C4, i), write(0x3C5, v); }
  void graphics(unsigned i, unsigned v) { write(0x3CE, i), write(0x3CF, v); }
  void crtc(unsigned i, unsigned v) { write(0x3D4, i), write(0x3D5, v); }
  void put(unsigned cell, const std::string& text) {
    for (const char c : text)
      chip->write_memory(0xB8000 + 2 * cell++, 2, 0x0700U | static_cast<unsigned char>(c));
  }
  std::string screen() const { return screen_text(chip->state()); }
  std::string line(unsigned n) const {
    const std::string all = screen();
    std::size_t at = 0;
    for (; n > 0; --n) at = all.find('\n', at) + 1;
    return all.substr(at, all.find('\n', at) - at);
  }
  std::unique_ptr<vga> chip = std::make_unique<vga>();
};

}  // namespace

TEST_CASE("vga text: a font given with mode 3 stands in plane 2, 32 bytes a character") {
  const auto chip = std::make_unique<vga>();
  std::vector<std::byte> font(256 * 16);
  font['A' * 16 + 3] = std::byte{0x5A};
  font[255 * 16 + 15] = std::byte{0xFF};
  set_text_mode_3(*chip, font, instant{});
  const auto& memory = chip->state().memory;
  CHECK((memory['A' * 32 + 3] >> 16 & 0xFF) == 0x5A);
  CHECK((memory[255 * 32 + 15] >> 16 & 0xFF) == 0xFF);
  CHECK((memory['A' * 32 + 16] >> 16 & 0xFF) == 0);
  CHECK(chip->state().graphics[6] == 0x0E);
  CHECK(screen_text(chip->state()) == std::string(25, '\n'));
}

TEST_CASE("vga text: mode 3 as set for a kernel without a BIOS is that of a BIOS, and the screen is clear") {
  const text_mode by_bios;
  const auto chip = std::make_unique<vga>();
  set_text_mode_3(*chip, {}, instant{});
  CHECK(screen_text(chip->state()) == std::string(25, '\n'));
  CHECK(chip->state().palette[0x3F] == std::array<std::uint8_t, 3>{63, 63, 63});
  CHECK(chip->state().palette[0x14] == std::array<std::uint8_t, 3>{42, 21, 0});  // brown
  CHECK(chip->state().sequencer[4] == by_bios.chip->state().sequencer[4]);
  CHECK(chip->state().misc_output == 0x67);
  const bool same_crtc = std::ranges::equal(std::span{chip->state().crtc}.first(0x11),
                                            std::span{by_bios.chip->state().crtc}.first(0x11));
  CHECK(same_crtc);
  chip->write_memory(0xB8000, 2, 0x0700U | 'A');
  CHECK(screen_text(chip->state()).substr(0, 2) == "A\n");
  // 720 dots of 28.322 MHz in 900: 31.469 kHz, 449 lines: 70 Hz.
  CHECK(chip->state().raster.lines == 449);
  CHECK(chip->state().raster.dots_in_line == 900);
}

TEST_CASE("vga text: 80 x 25 characters with trailing blanks left out") {
  text_mode t;
  CHECK(t.screen() == std::string(25, '\n'));
  t.put(0, "Trapline  ");
  t.put(24 * 80 + 76, "  end");
  CHECK(t.line(0) == "Trapline");
  CHECK(t.line(24) == std::string(78, ' ') + "en");
}

TEST_CASE("vga text: rows and columns are the CRTC's") {
  text_mode t;
  t.crtc(9, 0x47);  // eight lines a row
  const std::string fifty = t.screen();
  CHECK(std::count(fifty.begin(), fifty.end(), '\n') == 50);
  t.crtc(0x11, 0x0E);
  t.crtc(1, 39);
  t.crtc(0x13, 20);
  t.put(40, "second row");
  CHECK(t.line(1) == "second row");
}

TEST_CASE("vga text: the start address scrolls the screen and the line compare splits it") {
  text_mode t;
  t.put(0, "top");
  t.put(80, "next");
  t.crtc(0x0D, 80);
  CHECK(t.line(0) == "next");
  t.crtc(0x11, 0x0E);
  t.crtc(7, 0x0F);
  t.crtc(9, 0x0F);
  t.crtc(0x18, 10 * 16 - 1);
  CHECK(t.line(9).empty());
  CHECK(t.line(10) == "top");
  CHECK(t.line(11) == "next");
}

TEST_CASE("vga text: code page 437 in UTF-8") {
  text_mode t;
  t.put(0, "\x01\x80\x9E\xB0\xC9\xDB\xE1\xFE\x7F~");
  CHECK(t.line(0) == "☺Ç₧░╔█ß■⌂~");
  CHECK(utf8_from_code_page_437(0x00) == " ");
  CHECK(utf8_from_code_page_437(0xFF) == " ");
  CHECK(utf8_from_code_page_437(0xAB) == "½");
  CHECK(utf8_from_code_page_437(0xEE) == "ε");
}

TEST_CASE("vga text: the cursor's place, and whether it is on") {
  text_mode t;
  t.crtc(0x0D, 80);
  t.crtc(0x0E, 0);
  t.crtc(0x0F, 80 + 165);
  CHECK(cursor_of(t.chip->state()).row == 2);
  CHECK(cursor_of(t.chip->state()).column == 5);
  CHECK(cursor_of(t.chip->state()).on);
  t.crtc(0x0A, 0x2D);
  CHECK_FALSE(cursor_of(t.chip->state()).on);
  t.crtc(0x0A, 0x0D);
  t.crtc(0x0E, 0x40);
  CHECK_FALSE(cursor_of(t.chip->state()).on);
}

TEST_CASE("vga text: a graphics mode has no text") {
  text_mode t;
  t.graphics(6, 0x05);
  CHECK(t.screen().empty());
}

TEST_CASE("vga text: any registers give some screen") {
  std::mt19937 random{437};
  text_mode t;
  for (int i = 0; i < 300; ++i) {
    t.crtc(0x11, 0x0E);
    for (unsigned r = 0; r < 25; ++r) t.crtc(r, static_cast<unsigned>(random() & 0xFF));
    cursor_of(t.chip->state());
    CHECK(t.screen().size() < 4'000'000);
  }
}
