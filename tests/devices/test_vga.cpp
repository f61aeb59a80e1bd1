#include <catch2/catch.hpp>
#include <memory>
#include <random>

#include "models/devices/vga.h"

namespace {

using namespace trapline;
using devices::vga;

struct probe : devices::line_sink {
  void set_level(bool level, instant at) override {
    high = level;
    changed = at;
  }
  bool high = false;
  instant changed;
};

/// A VGA by its port numbers.
struct bench {
  bench() { out(0x3C2, 0x67); }
  static unsigned reg(unsigned port) { return port - 0x3B0; }
  unsigned in(unsigned port) { return chip->read(reg(port), 1, now); }
  void out(unsigned port, unsigned v) { chip->write(reg(port), 1, v, now); }
  void indexed(unsigned port, unsigned index, unsigned v) {
    out(port, index);
    out(port + 1, v);
  }
  unsigned indexed(unsigned port, unsigned index) {
    out(port, index);
    return in(port + 1);
  }
  void attribute(unsigned index, unsigned v) {
    in(0x3DA);
    out(0x3C0, index);
    out(0x3C0, v);
  }
  /// All planes, one address after the other, at A0000h.
  void planar() {
    indexed(0x3C4, 2, 0x0F);
    indexed(0x3C4, 4, 0x06);
    indexed(0x3CE, 5, 0x00);
    indexed(0x3CE, 6, 0x05);
    indexed(0x3CE, 8, 0xFF);
  }
  /// The CRTC of mode 3 (720 x 400, 449 lines of 900 dots at 28.322 MHz, retrace at 412 for 2).
  void mode_3_timing() {
    const unsigned values[] = {0x5F, 0x4F, 0x50, 0x82, 0x55, 0x81, 0xBF, 0x1F, 0x00, 0x4F, 0x0D, 0x0E, 0x00,
                               0x00, 0x00, 0x00, 0x9C, 0x0E, 0x8F, 0x28, 0x1F, 0x96, 0xB9, 0xA3, 0xFF};
    for (unsigned i = 0; i < 25; ++i) indexed(0x3D4, i, values[i]);
  }
  void poke(std::uint32_t at, unsigned v) { chip->write_memory(at, 1, v); }
  unsigned peek(std::uint32_t at) { return chip->read_memory(at, 1); }
  std::uint32_t planes(unsigned at) { return chip->state().memory[at]; }

  std::unique_ptr<vga> chip = std::make_unique<vga>();
  instant now;
};

instant dots(std::uint64_t n) { return vga::fast_clock.edge(cycles{n}); }

}  // namespace

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
