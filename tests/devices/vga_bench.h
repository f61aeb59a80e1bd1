/// What the VGA's tests stand on: a VGA by its port numbers.
#pragma once

#include <memory>

#include "models/devices/video/vga.h"

namespace trapline::devices::vga_test {

struct probe : line_sink {
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

inline instant dots(std::uint64_t n) { return vga::fast_clock.edge(cycles{n}); }

}  // namespace trapline::devices::vga_test
