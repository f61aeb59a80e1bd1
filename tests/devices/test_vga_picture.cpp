#include <catch2/catch.hpp>

#include "tests/devices/vga_screen_bench.h"

namespace trapline::devices {
namespace {

using namespace vga_test;

TEST_CASE("vga picture: mode 13h shows 320 x 200 bytes, each twice as wide and as high") {
  screen_bench b{mode_13h};
  for (unsigned y = 0; y < 200; ++y)
    for (unsigned x = 0; x < 320; ++x) b.poke(0xA0000 + y * 320 + x, x * 7 + y * 13);
  const picture p = b.shown();
  REQUIRE(p.width == 640);
  REQUIRE(p.height == 400);
  for (unsigned y = 0; y < 400; ++y)
    for (unsigned x = 0; x < 640; ++x)
      if (b.at(p, x, y) != ((x / 2) * 7 + (y / 2) * 13) % 256) FAIL("dot " << x << ", " << y);
}

TEST_CASE(
    "vga picture: mode X shows one pixel of each plane after the other, and pages by the start address") {
  screen_bench b{mode_13h};
  b.indexed(0x3C4, 4, 0x06);
  b.indexed(0x3D4, 0x14, 0x00);
  b.indexed(0x3D4, 0x17, 0xE3);
  b.indexed(0x3D4, 0x0C, 0x40);
  for (unsigned plane = 0; plane < 4; ++plane) {
    b.indexed(0x3C4, 2, 1U << plane);
    b.poke(0xA0000 + 0x4000 + 80 * 3 + 5, 0x10 + plane);
  }
  const picture p = b.shown();
  for (unsigned plane = 0; plane < 4; ++plane) CHECK(b.at(p, 2 * (5 * 4 + plane), 6) == 0x10 + plane);
  CHECK(b.at(p, 2 * 24, 6) == 0);
}

TEST_CASE("vga picture: panning by a pixel of mode 13h moves it by two dots") {
  screen_bench b{mode_13h};
  for (unsigned x = 0; x < 324; ++x) b.poke(0xA0000 + x, x);
  b.attribute(0x13, 2);
  b.out(0x3C0, 0x20);
  const picture p = b.shown();
  CHECK(b.at(p, 0, 0) == 1);
  CHECK(b.at(p, 1, 0) == 1);
  CHECK(b.at(p, 2, 0) == 2);
  CHECK(b.at(p, 639, 0) == 320 % 256);
}

TEST_CASE("vga picture: mode 12h takes a bit of each plane, and the palette registers the colour") {
  screen_bench b{mode_12h};
  b.indexed(0x3CE, 8, 0xFF);
  for (unsigned colour = 0; colour < 16; ++colour) {
    b.indexed(0x3C4, 2, colour);
    b.poke(0xA0000 + 80 * 479 + colour, 0x81);
  }
  b.attribute(0x05, 0x2A);
  b.out(0x3C0, 0x20);
  const picture p = b.shown();
  REQUIRE(p.width == 640);
  REQUIRE(p.height == 480);
  for (unsigned colour = 0; colour < 16; ++colour) {
    const unsigned wanted = colour == 5 ? 0x2A : colour;
    CHECK(b.at(p, 8 * colour, 479) == wanted);
    CHECK(b.at(p, 8 * colour + 1, 479) == 0);
    CHECK(b.at(p, 8 * colour + 7, 479) == wanted);
  }
  b.attribute(0x12, 0x03);  // planes 2 and 3 do not count
  b.out(0x3C0, 0x20);
  const picture q = b.shown();
  CHECK(b.at(q, 8 * 7, 479) == 3);
  CHECK(b.at(q, 8 * 12, 479) == 0);
}

TEST_CASE("vga picture: colour select gives the upper bits, and the PEL mask takes some away") {
  screen_bench b{mode_12h};
  b.indexed(0x3C4, 2, 0x0F);
  b.poke(0xA0000, 0x80);
  b.attribute(0x0F, 0x3F);
  b.attribute(0x14, 0x0B);
  b.out(0x3C0, 0x20);
  CHECK(b.at(b.shown(), 0, 0) == 0xBF);
  b.attribute(0x10, 0x81);
  b.out(0x3C0, 0x20);
  CHECK(b.at(b.shown(), 0, 0) == 0xBF);
  b.attribute(0x14, 0x06);
  b.out(0x3C0, 0x20);
  CHECK(b.at(b.shown(), 0, 0) == 0x6F);
  b.out(0x3C6, 0x2F);
  CHECK(b.at(b.shown(), 0, 0) == 0x2F);
}

TEST_CASE(
    "vga picture: the split screen starts at address 0 after the line compared, and is not panned if so "
    "set") {
  screen_bench b{mode_12h};
  b.indexed(0x3C4, 2, 0x01);
  b.indexed(0x3D4, 0x0C, 0x80);
  for (unsigned i = 0; i < 80 * 4; ++i) {
    b.poke(0xA0000 + i, 0xF0);
    b.poke(0xA0000 + 0x8000 + i, 0x0F);
  }
  b.indexed(0x3D4, 7, 0x3E & ~0x10U);
  b.indexed(0x3D4, 9, 0x00);
  b.indexed(0x3D4, 0x18, 1);
  b.attribute(0x13, 1);
  b.attribute(0x10, 0x21);
  b.out(0x3C0, 0x20);
  const picture p = b.shown();
  for (unsigned y = 0; y < 6; ++y) {
    const bool upper = y < 2;
    INFO("line " << y);
    CHECK(b.at(p, 0, y) == (upper ? 0U : 1U));
    CHECK(b.at(p, 3, y) == 1);
    CHECK(b.at(p, 4, y) == (upper ? 1U : 0U));
    CHECK(b.at(p, 7, y) == 0);
  }
  b.attribute(0x10, 0x01);
  b.out(0x3C0, 0x20);
  CHECK(b.at(b.shown(), 3, 4) == 0);
}

TEST_CASE("vga picture: double scan, a preset row scan and byte panning") {
  screen_bench b{mode_12h};
  b.indexed(0x3C4, 2, 0x01);
  for (unsigned row = 0; row < 4; ++row) b.poke(0xA0000 + 80 * row + 1, 0x80 >> row);
  b.indexed(0x3D4, 9, 0xC2);  // each row three row scans of two lines
  b.indexed(0x3D4, 8, 0x21);  // begins with the second, a byte further
  const picture p = b.shown();
  const auto row_of = [&](unsigned y) {
    for (unsigned x = 0; x < 8; ++x)
      if (b.at(p, x, y) != 0) return x;
    return 99U;
  };
  const unsigned rows[] = {0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2};
  for (unsigned y = 0; y < 12; ++y) CHECK(row_of(y) == rows[y]);
}

TEST_CASE("vga picture: CGA's four colours, odd lines 8 KiB further") {
  screen_bench b{mode_4};
  b.poke(0xB8000, 0b00'01'10'11);
  b.poke(0xB8001, 0b11'10'01'00);
  b.poke(0xBA000, 0b01'01'01'01);
  const picture p = b.shown();
  REQUIRE(p.width == 640);
  REQUIRE(p.height == 400);
  const unsigned first[] = {0, 1, 2, 3, 3, 2, 1, 0};
  for (unsigned i = 0; i < 8; ++i) {
    const unsigned colours[] = {0x00, 0x13, 0x15, 0x17};
    CHECK(b.at(p, 2 * i, 0) == colours[first[i]]);
    CHECK(b.at(p, 2 * i + 1, 1) == colours[first[i]]);
    CHECK(b.at(p, 2 * i, 2) == (i < 4 ? 0x13U : 0U));
  }
}

TEST_CASE("vga picture: CGA's two colours take a bit of each byte in turn") {
  screen_bench b{mode_6};
  b.poke(0xB8000, 0x80);
  b.poke(0xB8001, 0x01);
  b.poke(0xBA000 + 80 * 99 + 79, 0x01);
  const picture p = b.shown();
  REQUIRE(p.width == 640);
  CHECK(b.at(p, 0, 0) == 0x17);
  CHECK(b.at(p, 1, 0) == 0);
  CHECK(b.at(p, 15, 0) == 0x17);
  CHECK(b.at(p, 639, 399) == 0x17);
  CHECK(b.at(p, 639, 397) == 0);
}

TEST_CASE("vga picture: a screen that is off or whose palette the processor holds is black") {
  screen_bench b{mode_13h};
  for (unsigned i = 0; i < 1000; ++i) b.poke(0xA0000 + i, 0xFF);
  CHECK(b.at(b.shown(), 0, 0) == 0xFF);
  b.indexed(0x3C4, 1, 0x21);
  CHECK(b.shown().rgb == std::vector<std::uint8_t>(640 * 400 * 3));
  b.indexed(0x3C4, 1, 0x01);
  b.in(0x3DA);
  b.out(0x3C0, 0x00);
  CHECK(b.shown().rgb == std::vector<std::uint8_t>(640 * 400 * 3));
}

TEST_CASE("vga picture: six bits of the DAC become eight with bit 0 repeated") {
  screen_bench b{mode_13h};
  b.out(0x3C8, 0);
  for (unsigned v : {0U, 1U, 62U}) b.out(0x3C9, v);
  const picture p = b.shown();
  CHECK(p.row(0)[0] == 0);
  CHECK(p.row(0)[1] == 7);
  CHECK(p.row(0)[2] == 248);
}

TEST_CASE("vga picture: whatever the registers say, there is a picture of the size that they say") {
  test::dice die{42};
  screen_bench b{mode_12h};
  for (unsigned i = 0; i < 0x2000; ++i) b.poke(0xA0000 + i, die.below(256));
  for (int n = 0; n < 60; ++n) {
    b.out(0x3C2, die.below(256) | 1);
    for (int i = 0; i < 8; ++i) {
      b.indexed(0x3D4, die.below(0x19), die.below(256));
      b.indexed(0x3C4, die.below(5), die.below(256));
      b.indexed(0x3CE, die.below(9), die.below(256));
      b.attribute(die.below(0x15), die.below(256));
      b.out(0x3C0, 0x20);
    }
    b.indexed(0x3D4, 1, die.below(100));
    b.now = b.now + duration::ms(die.below(1000));
    const picture p = b.shown();
    REQUIRE(p.width == b.chip->state().raster.shown_dots);
    REQUIRE(p.rgb.size() == std::size_t{3} * p.width * p.height);
  }
}

}  // namespace
}  // namespace trapline::devices
