/// An 8254 on a bench: time in clocks instead of picoseconds, and every edge of OUT written down.
#pragma once

#include <string>
#include <vector>

#include "models/devices/timers/i8254.h"

namespace trapline::devices::test {

/// Writes down the clock at which a line changed: positive for a rise, negative for a fall.
class edge_log final : public line_sink {
 public:
  void set_level(bool high, instant at) override {
    const auto clock = static_cast<long>(i8254::clock.edges_by(at).count());
    edges.push_back(high ? clock : -clock);
  }
  std::vector<long> edges;
};

class pit_bench {
 public:
  static instant at(std::uint64_t clock) { return i8254::clock.edge(cycles{clock}); }

  void control(unsigned word, std::uint64_t clock) { chip.write(3, 1, word, at(clock)); }
  void write(unsigned n, unsigned value, std::uint64_t clock) { chip.write(n, 1, value, at(clock)); }
  void write16(unsigned n, unsigned value, std::uint64_t clock) {
    write(n, value & 0xFF, clock);
    write(n, value >> 8, clock);
  }
  unsigned read(unsigned n, std::uint64_t clock) { return chip.read(n, 1, at(clock)); }
  unsigned read16(unsigned n, std::uint64_t clock) {
    const unsigned low = read(n, clock);
    return low | read(n, clock) << 8;
  }
  void gate(unsigned n, bool high, std::uint64_t clock) { chip.gate(n).set_level(high, at(clock)); }

  /// OUT of counter n after each of the clocks from `first` on, as '1' and '0'.
  std::string out(unsigned n, std::uint64_t first, unsigned clocks) {
    std::string levels;
    for (unsigned i = 0; i < clocks; ++i) {
      chip.advance_to(at(first + i));
      levels += chip.out(n).high() ? '1' : '0';
    }
    return levels;
  }
  /// What the counter shows after each of the clocks; its access mode must be LSB only.
  std::vector<unsigned> counts(unsigned n, std::uint64_t first, unsigned clocks) {
    std::vector<unsigned> seen;
    for (unsigned i = 0; i < clocks; ++i) seen.push_back(read(n, first + i));
    return seen;
  }

  i8254 chip;
};

using counts = std::vector<unsigned>;

/// Counter 0, LSB only, binary.
inline void program(pit_bench& b, unsigned mode, unsigned count) {
  b.control(0x10 | mode << 1, 0);
  b.write(0, count, 0);
}

}  // namespace trapline::devices::test
