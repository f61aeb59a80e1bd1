#include <catch2/catch.hpp>
#include <random>

#include "tests/devices/vga_bench.h"

namespace trapline::devices {
namespace {

using namespace vga_test;

TEST_CASE("vga: miscellaneous output bit 0 chooses between 3Bx and 3Dx") {
  bench b;
  b.indexed(0x3D4, 0x0F, 0x12);
  CHECK(b.indexed(0x3D4, 0x0F) == 0x12);
  CHECK(b.in(0x3B5) == 0xFF);
  b.out(0x3C2, 0x66);
  CHECK(b.in(0x3D5) == 0xFF);
  CHECK(b.in(0x3B5) == 0x12);
  CHECK(b.in(0x3CC) == 0x66);
}

TEST_CASE("vga: a disabled subsystem answers at 3C3h only") {
  bench b;
  b.planar();
  b.poke(0xA0000, 1);
  b.out(0x3C3, 0);
  CHECK(b.in(0x3CC) == 0xFF);
  CHECK(b.peek(0xA0000) == 0xFF);
  b.out(0x3C3, 1);
  CHECK(b.in(0x3CC) == 0x67);
  CHECK(b.peek(0xA0000) == 1);
}

TEST_CASE("vga: registers keep the bits they have") {
  bench b;
  const unsigned sequencer[] = {0x03, 0x3D, 0x0F, 0x3F, 0x0E};
  for (unsigned i = 0; i < 5; ++i) {
    b.indexed(0x3C4, i, 0xFF);
    CHECK(b.indexed(0x3C4, i) == sequencer[i]);
  }
  const unsigned graphics[] = {0x0F, 0x0F, 0x0F, 0x1F, 0x03, 0x7B, 0x0F, 0x0F, 0xFF};
  for (unsigned i = 0; i < 9; ++i) {
    b.indexed(0x3CE, i, 0xFF);
    CHECK(b.indexed(0x3CE, i) == graphics[i]);
  }
  CHECK(b.indexed(0x3CE, 9) == 0xFF);
  for (unsigned i = 0; i < 0x11; ++i) {
    b.indexed(0x3D4, i, 0xA0 + i);
    CHECK(b.indexed(0x3D4, i) == 0xA0 + i);
  }
  CHECK(b.indexed(0x3D4, 0x19) == 0xFF);
}

TEST_CASE("vga: the protect bit closes CRTC registers 0 to 7 but for the line compare's bit") {
  bench b;
  b.indexed(0x3D4, 0, 0x11);
  b.indexed(0x3D4, 7, 0x00);
  b.indexed(0x3D4, 0x11, 0x80);
  b.indexed(0x3D4, 0, 0x22);
  b.indexed(0x3D4, 7, 0xFF);
  b.indexed(0x3D4, 8, 0x33);
  CHECK(b.indexed(0x3D4, 0) == 0x11);
  CHECK(b.indexed(0x3D4, 7) == 0x10);
  CHECK(b.indexed(0x3D4, 8) == 0x33);
}

TEST_CASE("vga: reading input status 1 turns the attribute flip-flop back to the index") {
  bench b;
  b.attribute(0x10, 0xEC);
  b.attribute(0x05, 0xFF);
  b.in(0x3DA);
  CHECK(b.indexed(0x3D4, 0x24) == 0x00);
  b.out(0x3C0, 0x10);
  CHECK(b.indexed(0x3D4, 0x24) == 0x80);
  CHECK(b.in(0x3C1) == 0xEC);
  b.in(0x3DA);
  b.out(0x3C0, 0x05);
  CHECK(b.in(0x3C0) == 0x05);
  CHECK(b.in(0x3C1) == 0x3F);
  b.in(0x3DA);
  b.attribute(0x25, 0x01);  // the palette is in use and closed
  CHECK(b.in(0x3C1) == 0x3F);
  b.attribute(0x33, 0x07);  // the other registers are open
  CHECK(b.in(0x3C1) == 0x07);
}

TEST_CASE("vga: the DAC counts on by itself, writing whole colours and reading one ahead") {
  bench b;
  b.out(0x3C8, 10);
  for (unsigned v : {1U, 2U, 0xFFU, 4U, 5U, 6U, 7U}) b.out(0x3C9, v);
  CHECK(b.in(0x3C7) == 0);
  CHECK(b.in(0x3C8) == 12);  // the third colour is not whole
  b.out(0x3C7, 10);
  CHECK(b.in(0x3C7) == 3);
  CHECK(b.in(0x3C8) == 11);
  for (unsigned v : {1U, 2U, 0x3FU, 4U, 5U, 6U, 0U}) CHECK(b.in(0x3C9) == v);
  b.out(0x3C6, 0x5A);
  CHECK(b.in(0x3C6) == 0x5A);
  b.out(0x3C8, 255);
  for (unsigned v : {9U, 9U, 9U}) b.out(0x3C9, v);
  CHECK(b.in(0x3C8) == 0);
}

TEST_CASE("vga: display enable and vertical retrace follow the beam") {
  bench b;
  b.mode_3_timing();
  const auto status_at = [&b](std::uint64_t line, std::uint64_t dot) {
    b.now = dots(10 * 449 * 900 + line * 900 + dot);
    return b.in(0x3DA);
  };
  b.now = dots(9 * 449 * 900);
  CHECK(status_at(0, 0) == 0x00);
  CHECK(status_at(0, 719) == 0x00);
  CHECK(status_at(0, 720) == 0x01);
  CHECK(status_at(0, 899) == 0x01);
  CHECK(status_at(1, 0) == 0x00);
  CHECK(status_at(399, 0) == 0x00);
  CHECK(status_at(400, 0) == 0x01);
  CHECK(status_at(411, 899) == 0x01);
  CHECK(status_at(412, 0) == 0x09);
  CHECK(status_at(413, 899) == 0x09);
  CHECK(status_at(414, 0) == 0x01);
  CHECK(status_at(448, 899) == 0x01);
  CHECK(status_at(449, 0) == 0x00);
}

TEST_CASE("vga: the vertical interrupt comes at retrace and stays until it is cleared") {
  bench b;
  probe irq;
  b.chip->irq().connect(irq);
  b.mode_3_timing();
  CHECK(b.chip->next_event() == instant::never());
  b.now = dots(500);
  b.indexed(0x3D4, 0x11, 0x1E);
  CHECK(b.chip->next_event() == dots(412 * 900));
  b.now = b.chip->next_event();
  b.chip->advance_to(b.now);
  CHECK(irq.high);
  CHECK(irq.changed == dots(412 * 900));
  CHECK((b.in(0x3C2) & 0x80) == 0x80);
  CHECK(b.chip->next_event() == instant::never());
  b.indexed(0x3D4, 0x11, 0x0E);
  CHECK_FALSE(irq.high);
  b.indexed(0x3D4, 0x11, 0x3E);  // counts, but its pin is off
  CHECK(b.chip->next_event() == dots((449 + 412) * 900));
  b.now = b.chip->next_event();
  b.chip->advance_to(b.now);
  CHECK_FALSE(irq.high);
  CHECK((b.in(0x3C2) & 0x80) == 0x80);
}

TEST_CASE("vga: a saved state goes on in another chip as it would have here") {
  bench a;
  bench b;
  a.mode_3_timing();
  a.planar();
  for (unsigned i = 0; i < 1000; ++i) a.poke(0xA0000 + i * 7, i * 3);
  a.indexed(0x3D4, 0x11, 0x1E);
  a.out(0x3C8, 7);
  a.out(0x3C9, 1);
  a.in(0x3DA);
  a.out(0x3C0, 0x12);
  b.chip->restore_state(a.chip->save_state());
  CHECK(a.chip->next_event() == b.chip->next_event());
  for (unsigned i = 0; i < 5000; ++i) {
    a.now = b.now = a.now + duration::us(3);
    CHECK(a.in(0x3DA) == b.in(0x3DA));
    CHECK(a.peek(0xA0000 + i) == b.peek(0xA0000 + i));
    CHECK(a.chip->irq().high() == b.chip->irq().high());
  }
}

TEST_CASE("vga: random accesses never break the chip") {
  std::mt19937 random{0x3C0};
  const auto below = [&random](unsigned n) { return static_cast<unsigned>(random() % n); };
  bench b;
  for (int i = 0; i < 300'000; ++i) {
    b.now = b.now + duration::ns(below(20'000));
    switch (below(4)) {
      case 0:
        b.chip->read(below(0x30), 1, b.now);
        break;
      case 1:
        b.chip->write(below(0x30), 1, below(256), b.now);
        break;
      case 2:
        b.chip->read_memory(0x9FFF0 + below(0x20020), 1U << below(3));
        break;
      default:
        b.chip->write_memory(0x9FFF0 + below(0x20020), 1U << below(3), below(0xFFFFFFFF));
    }
    REQUIRE(b.chip->next_event() > b.now);
  }
}

}  // namespace
}  // namespace trapline::devices
