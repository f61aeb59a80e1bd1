#include <catch2/catch.hpp>

#include <memory>

#include "models/devices/video/bochs_vbe.h"
#include "tests/devices/dice.h"

namespace trapline::devices {
namespace {

enum : unsigned {
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

struct bench {
  unsigned get(unsigned index) {
    chip->write(0, 2, index, instant{});
    return chip->read(1, 2, instant{});
  }
  void set(unsigned index, unsigned value) {
    chip->write(0, 2, index, instant{});
    chip->write(1, 2, value, instant{});
  }
  void mode(unsigned width, unsigned height, unsigned depth, unsigned flags = 0x41) {
    set(enable, 0);
    set(xres, width);
    set(yres, height);
    set(bpp, depth);
    set(enable, flags);
  }
  picture shown() const { return picture_of(chip->state(), *palette); }
  std::array<unsigned, 3> at(const picture& p, unsigned x, unsigned y) const {
    const std::uint8_t* dot = p.row(y) + std::size_t{3} * x;
    return {dot[0], dot[1], dot[2]};
  }
  std::unique_ptr<bochs_vbe> chip = std::make_unique<bochs_vbe>();
  std::unique_ptr<vga_state> palette = std::make_unique<vga_state>();
};
using colour = std::array<unsigned, 3>;

TEST_CASE("bochs vbe: its revision is found, and an older one may be asked for") {
  bench b;
  CHECK(b.get(id) == 0xB0C5);
  b.set(id, 0xB0C2);
  CHECK(b.get(id) == 0xB0C2);
  b.set(id, 0x1234);
  CHECK(b.get(id) == 0xB0C2);
  CHECK(b.get(memory_64k) == 64);
  CHECK(b.get(11) == 0);
  CHECK(b.chip->read(0, 2, instant{}) == 11);
  b.set(xres, 640);
  CHECK(b.chip->read(2, 2, instant{}) == 640);  // data on an even port, too
}

TEST_CASE("bochs vbe: with GETCAPS the sizes are the largest, and the others come back") {
  bench b;
  b.mode(800, 600, 16);
  b.set(enable, 0x02);
  CHECK(b.get(xres) == 1600);
  CHECK(b.get(yres) == 1200);
  CHECK(b.get(bpp) == 32);
  b.set(enable, 0x00);
  CHECK(b.get(xres) == 800);
}

TEST_CASE("bochs vbe: sizes that do not fit are made to") {
  bench b;
  b.mode(805, 0, 7);
  CHECK(b.get(xres) == 800);
  CHECK(b.get(yres) == 1);
  CHECK(b.get(bpp) == 8);
  CHECK(b.get(virtual_width) == 800);
  CHECK(b.get(virtual_height) == (4U << 20) / 800);
  b.mode(1600, 1200, 32);
  CHECK(b.get(yres) == (4U << 20) / 6400);
  b.mode(1024, 768, 8);
  b.set(virtual_width, 1000);
  CHECK(b.get(virtual_width) == 1024);
  b.set(virtual_width, 2048);
  b.set(y_offset, 1280);
  CHECK(b.get(y_offset) == 1280);  // 1280 + 768 are the 2048 lines that there are
  b.set(y_offset, 1281);
  CHECK(b.get(y_offset) == 0);
}

TEST_CASE("bochs vbe: memory by banks through the window and as a whole is the same") {
  bench b;
  CHECK_FALSE(b.chip->rules());
  b.mode(1024, 768, 8);
  CHECK(b.chip->rules());
  b.set(bank, 11);
  b.chip->write_window(0xA1234, 4, 0x44332211);
  CHECK(b.chip->read_frame_buffer(11 * 0x10000 + 0x1234, 4) == 0x44332211);
  b.chip->write_frame_buffer(11 * 0x10000 + 0x1235, 1, 0xEE);
  CHECK(b.chip->read_window(0xA1234, 2) == 0xEE11);
  b.set(bank, 64 + 3);
  CHECK(b.get(bank) == 3);
  CHECK(b.chip->read_frame_buffer((4 << 20) - 2, 4) == 0xFFFF0000);
  CHECK(b.chip->read_frame_buffer(0xFFFFFFFF, 4) == 0xFFFFFFFF);
  b.mode(640, 480, 4);
  CHECK_FALSE(b.chip->rules());  // planes are the VGA's
}

TEST_CASE("bochs vbe: switching it on clears memory unless told not to") {
  bench b;
  b.mode(640, 480, 8);
  b.chip->write_frame_buffer(100, 1, 7);
  b.mode(640, 480, 8, 0xC1);
  CHECK(b.chip->read_frame_buffer(100, 1) == 7);
  b.mode(640, 480, 8);
  CHECK(b.chip->read_frame_buffer(100, 1) == 0);
}

TEST_CASE("bochs vbe: the picture in each depth") {
  bench b;
  b.palette->pel_mask = 0xFF;
  b.palette->palette[9] = {63, 0, 42};
  b.mode(640, 480, 8);
  b.chip->write_frame_buffer(640 * 3 + 5, 1, 9);
  CHECK(b.shown().width == 640);
  CHECK(b.at(b.shown(), 5, 3) == colour{255, 0, 168});
  b.mode(640, 480, 15);
  b.chip->write_frame_buffer((640 * 3 + 5) * 2, 2, 0x7C01);
  CHECK(b.at(b.shown(), 5, 3) == colour{255, 0, 8});
  b.mode(640, 480, 16);
  b.chip->write_frame_buffer((640 * 3 + 5) * 2, 2, 0x8420);
  CHECK(b.at(b.shown(), 5, 3) == colour{132, 134, 0});
  b.mode(640, 480, 24);
  b.chip->write_frame_buffer((640 * 3 + 5) * 3, 4, 0xAA112233);
  CHECK(b.at(b.shown(), 5, 3) == colour{0x11, 0x22, 0x33});
  b.mode(640, 480, 32);
  b.chip->write_frame_buffer((640 * 3 + 5) * 4, 4, 0xAA445566);
  CHECK(b.at(b.shown(), 5, 3) == colour{0x44, 0x55, 0x66});
}

TEST_CASE("bochs vbe: the shown part of a virtual screen is moved by its offsets") {
  bench b;
  b.palette->pel_mask = 0xFF;
  b.palette->palette[1] = {63, 63, 63};
  b.mode(640, 480, 8);
  b.set(virtual_width, 1024);
  b.set(x_offset, 13);
  b.set(y_offset, 100);
  b.chip->write_frame_buffer(1024 * 102 + 15, 1, 1);
  CHECK(b.at(b.shown(), 2, 2) == colour{255, 255, 255});
  CHECK(b.at(b.shown(), 1, 2) == colour{0, 0, 0});
}

TEST_CASE("bochs vbe: random accesses never break the adapter or its picture") {
  test::dice die{0xB0C5};
  bench b;
  for (int i = 0; i < 300'000; ++i) {
    switch (die.below(5)) {
      case 0:
        b.chip->read(die.below(3), 1U << die.below(2), instant{});
        break;
      case 1:
        b.set(die.below(12), die.one_in(2) ? die.below(0x10000) : die.below(2000));
        break;
      case 2:
        b.chip->write_window(0xA0000 + die.below(0x10000), 1U << die.below(3), die.below(0xFFFFFFFF));
        break;
      case 3:
        b.chip->write_frame_buffer(die.below(5 << 20), 4, die.below(0xFFFFFFFF));
        break;
      default:
        b.chip->read_window(0xA0000 + die.below(0x10000), 1U << die.below(3));
    }
    if (die.one_in(2000) && b.chip->rules()) {
      const picture p = b.shown();
      REQUIRE(p.rgb.size() == std::size_t{3} * p.width * p.height);
    }
  }
}

TEST_CASE("bochs_vbe: a VGA that it extends has its own window back whenever the extension is off") {
  bench b;
  const auto card = std::make_unique<vga>();
  card->extend_by(*b.chip);
  const auto frame_buffer = [&](unsigned at) {
    return b.chip->read(bochs_vbe::frame_buffer_base + at, 4, instant{});
  };
  b.mode(640, 480, 8);
  card->write(0xA0010, 4, 0x12345678, instant{});
  CHECK(frame_buffer(0x10) == 0x12345678);
  CHECK(card->read(0xA0010, 4, instant{}) == 0x12345678);
  b.set(bank, 3);
  card->write(0xA0000, 1, 0x5A, instant{});
  CHECK(frame_buffer(0x30000) == 0x5A);
  b.set(enable, 0);
  card->write(0xA0010, 4, 0xFFFFFFFF, instant{});
  CHECK(frame_buffer(0x30010) == 0);
  b.chip->write(bochs_vbe::frame_buffer_base + 0x100, 4, 0xCAFE, instant{});
  CHECK(frame_buffer(0x100) == 0xCAFE);
}

}  // namespace
}  // namespace trapline::devices
