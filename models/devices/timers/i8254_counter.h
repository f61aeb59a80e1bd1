/// One counter of the 8254: count register, counting element, control logic, gate and output. It knows
/// no time; it is told how many falling edges of CLK went by and jumps from one edge of interest to
/// the next, whatever lies between.
/// Intel 8254 datasheet 231164, "Mode definitions" and "Operation common to all modes".
#pragma once

#include <cstdint>
#include <limits>

namespace trapline::devices {

/// Plain data; the flags are bytes.
struct i8254_counter {
  static constexpr std::uint64_t forever = std::numeric_limits<std::uint64_t>::max();

  std::uint32_t cr;      ///< count register, as a number of clocks: a written 0 stands here as 65536 or 10000
  std::uint32_t loaded;  ///< what was last moved from cr to ce
  std::uint32_t ce;      ///< counting element, as a number of clocks
  std::uint8_t control;  ///< RW1 RW0 M2 M1 M0 BCD of the last control word, as written
  std::uint8_t gate;     ///< level of GATE
  std::uint8_t out;      ///< level of OUT
  std::uint8_t null_count;  ///< cr holds what ce has not yet taken
  std::uint8_t armed;       ///< a whole count was written since the control word
  std::uint8_t load_next;   ///< a write loads ce on the next clock
  std::uint8_t trigger;     ///< a rising GATE loads ce on the next clock
  std::uint8_t counting;    ///< ce was loaded since the control word and is not held by half a count
  std::uint8_t expired;     ///< modes 0, 1, 4, 5: terminal count is past, ce wraps around
  std::uint8_t strobe;      ///< modes 4, 5: OUT is low for this one clock

  /// 0 to 5; the don't-care bit of modes 2 and 3 is dropped.
  unsigned mode() const;
  /// What an unlatched read shows.
  std::uint16_t count() const;

  void program(std::uint8_t control_word);
  void write_count(std::uint16_t raw);
  /// The first byte of two: holds a mode 0 counter at once.
  void write_first_byte();
  void set_gate(bool high);

  /// Lets `edges` clocks pass; the cost does not depend on how many.
  void advance(std::uint64_t edges);
  /// Clocks until OUT changes if nothing else happens; `forever` if it will not.
  std::uint64_t until_out_changes() const;

 private:
  bool running() const;
  std::uint32_t modulus() const;
  std::uint64_t until_boundary() const;
  void pass(std::uint64_t edges);
  void boundary();
  void load();
};

template <typename Members>
void describe(Members& m, i8254_counter& s) {
  m("cr", s.cr);
  m("loaded", s.loaded);
  m("ce", s.ce);
  m("control", s.control);
  m("gate", s.gate);
  m("out", s.out);
  m("null_count", s.null_count);
  m("armed", s.armed);
  m("load_next", s.load_next);
  m("trigger", s.trigger);
  m("counting", s.counting);
  m("expired", s.expired);
  m("strobe", s.strobe);
}

}  // namespace trapline::devices
