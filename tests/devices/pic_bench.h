/// The PC's interrupt controllers on a bench, initialized as its firmware does.
#pragma once

#include <utility>
#include <vector>

#include "models/devices/interrupts/i8259_pair.h"

namespace trapline::devices::test {

// OCW2
inline constexpr unsigned eoi = 0x20;
inline constexpr unsigned specific_eoi = 0x60;

/// The pair as a PC's firmware sets it up: vectors 08h and 70h, edges, everything unmasked.
struct pic_bench {
  explicit pic_bench(unsigned master_icw4 = 0x01, unsigned slave_icw4 = 0x01) {
    initialize(master_icw4, slave_icw4);
  }

  void initialize(unsigned master_icw4, unsigned slave_icw4) {
    for (const auto& [port, value] : std::vector<std::pair<unsigned, unsigned>>{{0, 0x11},
                                                                                {1, 0x08},
                                                                                {1, 0x04},
                                                                                {1, master_icw4},
                                                                                {2, 0x11},
                                                                                {3, 0x70},
                                                                                {3, 0x02},
                                                                                {3, slave_icw4}})
      write(port, value);
  }
  void write(unsigned reg, unsigned value) { chip.write(reg, 1, value, now); }
  unsigned read(unsigned reg) { return chip.read(reg, 1, now); }
  void raise(unsigned irq) { chip.irq(irq).set_level(true, now); }
  void lower(unsigned irq) { chip.irq(irq).set_level(false, now); }
  void pulse(unsigned irq) {
    lower(irq);
    raise(irq);
  }
  int acknowledge() { return chip.acknowledge(now); }
  bool intr() { return chip.intr().high(); }
  unsigned irr(unsigned a0) {
    write(a0, 0x0A);
    return read(a0);
  }
  unsigned isr(unsigned a0) {
    write(a0, 0x0B);
    return read(a0);
  }

  i8259_pair chip;
  instant now = instant{} + duration::us(1);
};

}  // namespace trapline::devices::test
