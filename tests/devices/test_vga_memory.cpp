#include <catch2/catch.hpp>

#include "tests/devices/vga_bench.h"

namespace trapline::devices {
namespace {

using namespace vga_test;

TEST_CASE("vga: the memory window is where graphics register 6 puts it") {
  bench b;
  b.planar();
  const std::uint32_t first[] = {0xA0000, 0xA0000, 0xB0000, 0xB8000};
  const std::uint32_t last[] = {0xBFFFF, 0xAFFFF, 0xB7FFF, 0xBFFFF};
  for (unsigned select = 0; select < 4; ++select) {
    b.indexed(0x3CE, 6, select << 2 | 1);
    b.poke(first[select], 0x42);
    CHECK(b.peek(first[select]) == 0x42);
    CHECK(b.planes(0) == 0x42424242);
    CHECK(b.peek(first[select] - 1) == 0xFF);
    if (select != 0) CHECK(b.peek(last[select] + 1) == 0xFF);
    b.poke(last[select], 0x43);
    CHECK(b.peek(last[select]) == 0x43);
    b.poke(first[select], 0x00);
  }
  b.out(0x3C2, 0x65);  // RAM off
  CHECK(b.peek(0xB8000) == 0xFF);
}

TEST_CASE("vga: odd/even puts characters on plane 0 and attributes on plane 1 of the same address") {
  bench b;
  b.indexed(0x3C4, 2, 0x03);
  b.indexed(0x3C4, 4, 0x02);
  b.indexed(0x3CE, 5, 0x10);
  b.indexed(0x3CE, 6, 0x0E);
  b.indexed(0x3CE, 8, 0xFF);
  b.chip->write_memory(0xB8004, 4, 0x07421741);
  CHECK(b.planes(4) == 0x00001741);
  CHECK(b.planes(5) == 0);
  CHECK(b.planes(6) == 0x00000742);
  CHECK(b.chip->read_memory(0xB8004, 4) == 0x07421741);
  CHECK(b.chip->read_memory(0xB8005, 2) == 0x4217);
  b.out(0x3C2, 0x47);  // the other page
  b.poke(0xB8004, 0x55);
  CHECK(b.planes(5) == 0x55);
}

TEST_CASE("vga: chain-4 spreads bytes over the planes of every fourth address") {
  bench b;
  b.planar();
  b.indexed(0x3C4, 4, 0x0E);
  b.chip->write_memory(0xA0140, 4, 0x44332211);
  CHECK(b.planes(0x140) == 0x44332211);
  CHECK(b.chip->read_memory(0xA0142, 1) == 0x33);
  b.indexed(0x3C4, 2, 0x01);  // the map mask still counts
  b.poke(0xA0141, 0x99);
  CHECK(b.planes(0x140) == 0x44332211);
}

TEST_CASE("vga: write mode 0 rotates, sets or resets, combines and masks") {
  bench b;
  b.planar();
  b.poke(0xA0010, 0xF0);
  b.indexed(0x3CE, 3, 0x04);  // rotate by 4
  b.poke(0xA0011, 0x2F);
  CHECK(b.planes(0x11) == 0xF2F2F2F2);
  b.indexed(0x3CE, 3, 0x00);
  b.indexed(0x3CE, 0, 0x02);
  b.indexed(0x3CE, 1, 0x03);
  b.poke(0xA0012, 0x5A);
  CHECK(b.planes(0x12) == 0x5A5AFF00);
  b.indexed(0x3CE, 1, 0x00);
  CHECK(b.peek(0xA0010) == 0xF0);  // fills the latches
  const unsigned expected[] = {0x3C, 0x30, 0xFC, 0xCC};
  for (unsigned function = 0; function < 4; ++function) {
    b.indexed(0x3CE, 3, function << 3);
    b.poke(0xA0013, 0x3C);
    CHECK(b.planes(0x13) == expected[function] * 0x01010101U);
  }
  b.indexed(0x3CE, 3, 0x00);
  b.indexed(0x3CE, 8, 0x0F);
  b.indexed(0x3C4, 2, 0x05);
  b.poke(0xA0014, 0xAA);
  CHECK(b.planes(0x14) == 0x00FA00FA);
}

TEST_CASE("vga: write mode 1 copies latches, 2 writes a colour, 3 masks set/reset") {
  bench b;
  b.planar();
  b.indexed(0x3CE, 5, 0x02);
  b.poke(0xA0000, 0x09);
  CHECK(b.planes(0) == 0xFF0000FF);
  b.peek(0xA0000);
  b.indexed(0x3CE, 5, 0x01);
  b.poke(0xA0001, 0x77);
  CHECK(b.planes(1) == 0xFF0000FF);
  b.indexed(0x3CE, 5, 0x03);
  b.indexed(0x3CE, 0, 0x06);
  b.indexed(0x3CE, 8, 0x3C);
  b.poke(0xA0002, 0xF0);  // bits 30h of the set/reset colour, the rest from the latches
  CHECK(b.planes(2) == 0xCF3030CF);
}

TEST_CASE("vga: read mode 1 tells where the colour is, without the planes that do not care") {
  bench b;
  b.planar();
  b.indexed(0x3CE, 5, 0x02);
  b.indexed(0x3CE, 8, 0xF0);
  b.poke(0xA0000, 0x05);
  b.indexed(0x3CE, 5, 0x08);
  b.indexed(0x3CE, 2, 0x05);
  b.indexed(0x3CE, 7, 0x0F);
  CHECK(b.peek(0xA0000) == 0xF0);
  b.indexed(0x3CE, 7, 0x00);
  CHECK(b.peek(0xA0000) == 0xFF);
  b.indexed(0x3CE, 2, 0x04);
  b.indexed(0x3CE, 7, 0x0E);
  CHECK(b.peek(0xA0000) == 0xF0);
}

TEST_CASE("vga: read mode 0 reads the plane chosen, and CRTC 22h its latch") {
  bench b;
  b.planar();
  for (unsigned plane = 0; plane < 4; ++plane) {
    b.indexed(0x3C4, 2, 1U << plane);
    b.poke(0xA1234, 0x10 + plane);
  }
  for (unsigned plane = 0; plane < 4; ++plane) {
    b.indexed(0x3CE, 4, plane);
    CHECK(b.peek(0xA1234) == 0x10 + plane);
    CHECK(b.indexed(0x3D4, 0x22) == 0x10 + plane);
  }
}

}  // namespace
}  // namespace trapline::devices
