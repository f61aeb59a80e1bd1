/// A clock chip on a bench: registers by number, time in seconds, crystal edges or picoseconds.
#pragma once

#include <array>
#include <vector>

#include "models/devices/timers/mc146818.h"

namespace trapline::devices::test {

/// The instants, in crystal edges, at which a line rose.
class rise_log final : public line_sink {
 public:
  void set_level(bool high, instant at) override {
    if (high) rises.push_back(mc146818::clock.edges_by(at).count());
  }
  std::vector<std::uint64_t> rises;
};

class rtc_bench {
 public:
  explicit rtc_bench(const calendar_time& start = {2005, 12, 10, 11, 59, 58}) : chip{start} {}

  static instant second(std::uint64_t n) { return instant{} + duration::s(n); }
  static instant edge(std::uint64_t n) { return mc146818::clock.edge(cycles{n}); }

  unsigned read(unsigned index, instant now) {
    chip.write(0, 1, index, now);
    return chip.read(1, 1, now);
  }
  void write(unsigned index, unsigned value, instant now) {
    chip.write(0, 1, index, now);
    chip.write(1, 1, value, now);
  }
  /// Year, month, day, weekday, hour, minute, second as the registers show them.
  std::array<unsigned, 7> time(instant now) {
    return {read(9, now), read(8, now), read(7, now), read(6, now), read(4, now), read(2, now), read(0, now)};
  }

  mc146818 chip;
};

}  // namespace trapline::devices::test
