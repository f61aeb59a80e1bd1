/// A guest that does what dice say to the chips of a specimen: accesses to any of their registers, time that
/// passes event by event, things that happen from outside.
#pragma once

#include <algorithm>

#include "tests/devices/specimens.h"

namespace trapline::devices::test {

class random_guest {
 public:
  explicit random_guest(unsigned seed) : die_{seed} {}

  /// @return what a read saw, 0 for all else.
  std::uint32_t step(specimen& s) {
    if (die_.one_in(2)) pass(s, duration::ns(die_.one_in(6) ? die_.below(40'000'000) : die_.below(20'000)));
    if (die_.one_in(5)) {
      s.stir(die_, now_);
      return 0;
    }
    const auto chips = s.chips();
    device& chip = *chips[die_.below(static_cast<unsigned>(chips.size()))];
    if (chip.ports().empty()) return step_memory(chip);
    const auto windows = chip.ports();
    const port_window& w = windows[die_.below(static_cast<unsigned>(windows.size()))];
    const unsigned reg = w.first_register + die_.below(w.count);
    const unsigned width = die_.one_in(4) ? chip.widest_access(reg) : 1;
    if (die_.one_in(2)) return chip.read(reg, width, now_);
    chip.write(reg, width, die_.one_in(2) ? die_.below(256) : die_.below(4), now_);
    return 0;
  }
  instant now() const { return now_; }

 private:
  // Registers of 32 bits, most of them aligned.
  std::uint32_t step_memory(device& chip) {
    const memory_window& w = chip.memory()[0];
    const unsigned reg = w.first_register + die_.below(static_cast<unsigned>(w.bytes)) / 4 * 4;
    const unsigned at = die_.one_in(8) ? reg : reg / 16 * 16;
    if (die_.one_in(2)) return chip.read(at, 4, now_);
    chip.write(at, 4, die_.below(1u << 20) | 0x1000, now_);  // no timer that does nothing but expire
    return 0;
  }
  /// Each event of each chip at its own instant, as a host calls back.
  void pass(specimen& s, duration d) {
    const instant end = now_ + d;
    for (;;) {
      instant next = instant::never();
      for (const device* chip : s.chips()) next = std::min(next, chip->next_event());
      if (next > end) break;
      now_ = std::max(now_, next);
      for (device* chip : s.chips())
        if (chip->next_event() <= now_) chip->advance_to(now_);
    }
    now_ = end;
  }

  dice die_;
  instant now_ = instant{} + duration::ms(1);
};

}  // namespace trapline::devices::test
