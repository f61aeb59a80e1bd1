#include <catch2/catch.hpp>

#include "tests/devices/vga_screen_bench.h"

namespace trapline::devices {
namespace {

using namespace vga_test;

constexpr vga_mode mode_3{
    0x67,
    {0x03, 0x00, 0x03, 0x00, 0x02},
    {0x5F, 0x4F, 0x50, 0x82, 0x55, 0x81, 0xBF, 0x1F, 0x00, 0x4F, 0x0D, 0x0E, 0x00,
     0x00, 0x00, 0x00, 0x9C, 0x8E, 0x8F, 0x28, 0x1F, 0x96, 0xB9, 0xA3, 0xFF},
    {0x00, 0x00, 0x00, 0x00, 0x00, 0x10, 0x0E, 0x00, 0xFF},
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 0x0C, 0x00, 0x0F, 0x08, 0x00}};

/// Mode 3 with blank characters and no cursor.
struct text_bench : screen_bench {
  text_bench() : screen_bench{mode_3} {
    for (unsigned i = 0; i < 80 * 25; ++i) put(i, ' ', 0x07);
    indexed(0x3D4, 0x0A, 0x20);
  }
  void put(unsigned place, unsigned character, unsigned colours) {
    chip->write_memory(0xB8000 + 2 * place, 2, character | colours << 8);
  }
  /// A row of a glyph in plane 2, as a program that loads fonts writes it.
  void glyph(unsigned font, unsigned character, unsigned row, unsigned dots) {
    indexed(0x3C4, 2, 0x04);
    indexed(0x3C4, 4, 0x06);
    indexed(0x3CE, 5, 0x00);
    indexed(0x3CE, 6, 0x04);
    poke(0xA0000 + font + character * 32 + row, dots);
    indexed(0x3C4, 2, 0x03);
    indexed(0x3C4, 4, 0x02);
    indexed(0x3CE, 5, 0x10);
    indexed(0x3CE, 6, 0x0E);
  }
  void mode_control(unsigned v) {
    attribute(0x10, v);
    out(0x3C0, 0x20);
  }
  std::string dots_at(unsigned column, unsigned y) const {
    const picture p = shown();
    std::string all;
    for (unsigned x = 0; x < 9; ++x) {
      constexpr char digits[] = "0123456789ABCDEF";
      all += digits[at(p, column * 9 + x, y) & 15U];
    }
    return all;
  }
};

TEST_CASE("vga picture: a character has the dots of its glyph in its colours, nine wide") {
  text_bench b;
  b.glyph(0, 'A', 5, 0b1010'0011);
  b.put(82, 'A', 0x1E);
  CHECK(b.shown().width == 720);
  CHECK(b.shown().height == 400);
  CHECK(b.dots_at(2, 16 + 5) == "E1E111EE1");
  CHECK(b.dots_at(2, 16 + 4) == "111111111");
  CHECK(b.dots_at(1, 16 + 5) == "000000000");
}

TEST_CASE("vga picture: line characters repeat their eighth dot where that is on") {
  text_bench b;
  for (const unsigned character : {0xBFU, 0xC0U, 0xDFU, 0xE0U}) {
    b.glyph(0, character, 0, 0x01);
    b.put(0, character, 0x0F);
    const bool line = character == 0xC0 || character == 0xDF;
    CHECK(b.dots_at(0, 0) == (line ? "0000000FF" : "0000000F0"));
  }
  b.put(0, 0xC0, 0x0F);
  b.mode_control(0x08);
  CHECK(b.dots_at(0, 0) == "0000000F0");
}

TEST_CASE("vga picture: bit 3 of the attribute chooses between two fonts") {
  text_bench b;
  b.glyph(0x0000, 'x', 0, 0x80);
  b.glyph(0x4000, 'x', 0, 0x40);  // font 1
  b.glyph(0x2000, 'x', 0, 0x20);  // font 4
  b.put(0, 'x', 0x07);
  b.put(1, 'x', 0x0F);
  b.indexed(0x3C4, 3, 0x04);  // A: 1, B: 0
  CHECK(b.dots_at(0, 0) == "700000000");
  CHECK(b.dots_at(1, 0) == "0F0000000");
  b.indexed(0x3C4, 3, 0x10);  // A: 0, B: 4
  CHECK(b.dots_at(0, 0) == "007000000");
  CHECK(b.dots_at(1, 0) == "F00000000");
}

TEST_CASE("vga picture: what blinks is dark for the second half of 32 frames, or has a bright background") {
  text_bench b;
  b.glyph(0, '#', 0, 0xFF);
  b.put(0, '#', 0xC7);
  const auto frame = [&b](unsigned n) { b.now = dots(std::uint64_t{449} * 900 * n); };
  frame(15);
  CHECK(b.dots_at(0, 0) == "777777774");
  frame(16);
  CHECK(b.dots_at(0, 0) == "444444444");
  frame(32);
  CHECK(b.dots_at(0, 0) == "777777774");
  b.mode_control(0x04);
  frame(16);
  CHECK(b.dots_at(0, 0) == "77777777C");
}

TEST_CASE("vga picture: the cursor's lines blink twice as fast, in the character's colour") {
  text_bench b;
  b.put(3, ' ', 0x4A);
  b.indexed(0x3D4, 0x0A, 0x0D);
  b.indexed(0x3D4, 0x0B, 0x0E);
  b.indexed(0x3D4, 0x0F, 3);
  CHECK(b.dots_at(3, 12) == "444444444");
  CHECK(b.dots_at(3, 13) == "AAAAAAAAA");
  CHECK(b.dots_at(3, 14) == "AAAAAAAAA");
  CHECK(b.dots_at(3, 15) == "444444444");
  CHECK(b.dots_at(4, 13) == "000000000");
  b.now = dots(std::uint64_t{449} * 900 * 8);
  CHECK(b.dots_at(3, 13) == "444444444");
  b.now = dots(std::uint64_t{449} * 900 * 16);
  CHECK(b.dots_at(3, 13) == "AAAAAAAAA");
  b.indexed(0x3D4, 0x0B, 0x0C);  // ends before it begins
  CHECK(b.dots_at(3, 13) == "444444444");
}

TEST_CASE(
    "vga picture: an underline stands where the attribute says so and the underline row is in the cell") {
  text_bench b;
  b.put(0, ' ', 0x01);
  CHECK(b.dots_at(0, 13) == "000000000");
  b.indexed(0x3D4, 0x14, 0x0D);
  CHECK(b.dots_at(0, 13) == "111111111");
  b.put(0, ' ', 0x02);
  CHECK(b.dots_at(0, 13) == "000000000");
}

TEST_CASE("vga picture: panning of text counts 8 for none and n for n + 1 dots") {
  text_bench b;
  b.glyph(0, 'l', 0, 0x80);
  b.put(1, 'l', 0x0F);
  b.attribute(0x13, 2);
  b.out(0x3C0, 0x20);
  CHECK(b.dots_at(0, 0) == "000000F00");
  b.attribute(0x13, 8);
  b.out(0x3C0, 0x20);
  CHECK(b.dots_at(1, 0) == "F00000000");
}

}  // namespace
}  // namespace trapline::devices
