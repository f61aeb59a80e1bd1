/// What the UART's tests stand on: a UART on a clock that the test moves by hand.
#pragma once

#include <string>

#include "models/devices/serial/ns16550.h"

namespace trapline::devices::ns16550_test {

struct text : text_sink {
  void put(char c) override { all += c; }
  std::string all;
};

struct probe : line_sink {
  void set_level(bool level, instant at) override {
    high = level;
    if (level) ++rises;
    changed = at;
  }
  bool high = false;
  int rises = 0;
  instant changed;
};

/// A UART on a clock that the test moves by hand.
struct bench {
  explicit bench(unsigned divisor = 1, unsigned lcr = 0x03) {
    uart.irq().connect(irq);
    out(3, 0x80 | lcr);
    out(0, divisor & 0xFF);
    out(1, divisor >> 8);
    out(3, lcr);
    out(4, 0x08);
  }
  unsigned in(unsigned reg) { return uart.read(reg, 1, now); }
  void out(unsigned reg, unsigned v) { uart.write(reg, 1, v, now); }
  /// Lets time pass as a host does: from event to event.
  void pass(duration d) {
    const instant end = now + d;
    while (uart.next_event() <= end) {
      now = uart.next_event();
      uart.advance_to(now);
    }
    now = end;
    uart.advance_to(now);
  }
  text line;
  ns16550 uart{&line};
  probe irq;
  instant now = instant::at_ps(1'000'000);
};

/// n periods of BAUDOUT at divisor 1.
inline duration baudout(std::uint64_t n) { return ns16550::crystal.span(cycles{n}); }

}  // namespace trapline::devices::ns16550_test
