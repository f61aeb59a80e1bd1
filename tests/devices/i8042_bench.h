/// What the keyboard controller's tests stand on: a guest that waits as guests do.
#pragma once

#include <vector>

#include "models/devices/keyboard/i8042.h"

namespace trapline::devices::i8042_test {

using bytes = std::vector<unsigned>;

struct probe : line_sink {
  void set_level(bool level, instant at) override {
    if (level && !high) ++rises;
    high = level;
    changed = at;
  }
  bool high = false;
  int rises = 0;
  instant changed;
};

struct bench {
  bench() {
    kbc.irq1().connect(irq1);
    kbc.irq12().connect(irq12);
    kbc.a20().connect(a20);
    kbc.reset_request().connect(reset);
    reset.rises = 0;
  }
  unsigned status() { return kbc.read(4, 1, now); }
  void pass(duration d) {
    const instant end = now + d;
    while (kbc.next_event() <= end) {
      now = kbc.next_event();
      kbc.advance_to(now);
    }
    now = end;
    kbc.advance_to(now);
  }
  /// As a guest writes: waits for the input buffer.
  void out(unsigned reg, unsigned v) {
    for (int i = 0; (status() & 2) != 0 && i < 100'000; ++i) pass(duration::us(1));
    kbc.write(reg, 1, v, now);
    pass(i8042::processing_time);
  }
  void command(unsigned v) { out(4, v); }
  void data(unsigned v) { out(0, v); }
  /// As a guest reads: waits for the output buffer; 1FFh after `patience`.
  unsigned in(duration patience = duration::ms(30)) {
    const instant give_up = now + patience;
    while ((status() & 1) == 0) {
      if (now >= give_up) return 0x1FF;
      pass(duration::us(10));
    }
    return kbc.read(0, 1, now);
  }
  bytes all() {
    bytes taken;
    for (unsigned v = in(); v != 0x1FF; v = in()) taken.push_back(v);
    return taken;
  }
  unsigned ask(unsigned v) {
    command(v);
    return in(duration{});
  }
  void set_mode(unsigned mode) {
    command(0x60);
    data(mode);
  }
  i8042 kbc;
  probe irq1, irq12, a20, reset;
  instant now;
};

}  // namespace trapline::devices::i8042_test
