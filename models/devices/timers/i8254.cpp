#include "models/devices/timers/i8254.h"

#include <algorithm>

namespace trapline::devices {

namespace {

// Control word: SC1 SC0 RW1 RW0 M2 M1 M0 BCD; SC = 3 is the read-back command.
constexpr unsigned select_shift = 6;
constexpr unsigned read_back = 3;
constexpr unsigned read_back_no_count = 0x20;
constexpr unsigned read_back_no_status = 0x10;
constexpr unsigned control_register = 3;

// RW1 RW0
constexpr unsigned latch_command = 0;
constexpr unsigned high_byte_only = 2;
constexpr unsigned both_bytes = 3;

// Status byte, above the six bits of the control word
constexpr unsigned status_out = 0x80;
constexpr unsigned status_null_count = 0x40;

constexpr std::uint8_t power_on_control = both_bytes << 4;

unsigned access_mode(const i8254_channel& c) { return (c.counter.control >> 4) & 3; }

void latch_count(i8254_channel& c) {
  // A second latch before the first is read is ignored.
  if (c.latched_bytes != 0) return;
  c.latched_count = c.counter.count();
  c.latched_bytes = access_mode(c) == both_bytes ? 2 : 1;
}

void latch_status(i8254_channel& c) {
  if (c.status_is_latched != 0) return;
  c.latched_status =
      static_cast<std::uint8_t>((c.counter.out != 0 ? status_out : 0) |
                                (c.counter.null_count != 0 ? status_null_count : 0) | c.counter.control);
  c.status_is_latched = 1;
}

}  // namespace

i8254::i8254() {
  for (i8254_channel& c : state_.channel) {
    c.counter.program(power_on_control);
    c.counter.gate = 1;
    c.counter.cr = c.counter.loaded = c.counter.ce = 65536;
    foresee(c);
  }
}

void i8254::gate_input::set_level(bool high, instant at) {
  chip_.advance_to(at);
  i8254_channel& c = chip_.caught_up(n_, at);
  c.counter.set_gate(high);
  chip_.foresee(c);
  chip_.drive(n_, at);
}

void i8254::foresee(i8254_channel& c) {
  const std::uint64_t clocks = c.counter.until_out_changes();
  c.out_changes = clocks == i8254_counter::forever ? clocks : c.edge + clocks;
  c.out_changes_at = clocks == i8254_counter::forever ? instant::never() : clock.edge(cycles{c.out_changes});
  c.out_rises_at = c.out_changes_at;
  if (c.counter.out == 0 || clocks == i8254_counter::forever) return;
  i8254_counter fallen = c.counter;
  fallen.advance(clocks);
  const std::uint64_t low_for = fallen.until_out_changes();
  c.out_rises_at =
      low_for == i8254_counter::forever ? instant::never() : clock.edge(cycles{c.out_changes + low_for});
}

/// Counts up to an edge at or after which OUT has changed.
void i8254::pass_edges_of_out(unsigned n, std::uint64_t to_edge) {
  i8254_channel& c = state_.channel[n];
  while (outs_[n].connected() && c.out_changes <= to_edge) {
    c.counter.advance(c.out_changes - c.edge);
    c.edge = c.out_changes;
    drive(n, c.out_changes_at);
    foresee(c);
  }
  c.counter.advance(to_edge - c.edge);
  c.edge = to_edge;
  foresee(c);
}

void i8254::advance_to(instant now) {
  for (unsigned n = 0; n < 3; ++n) {
    if (now >= state_.channel[n].out_changes_at) pass_edges_of_out(n, clock.edges_by(now).count());
    drive(n, now);
  }
}

/// The channel as it is after every edge up to now.
i8254_channel& i8254::caught_up(unsigned n, instant now) {
  i8254_channel& c = state_.channel[n];
  // Who connects a line to a gate may give an instant that is past.
  if (const std::uint64_t edge = clock.edges_by(now).count(); edge > c.edge) {
    c.counter.advance(edge - c.edge);
    c.edge = edge;
  }
  return c;
}

instant i8254::next_event() const {
  instant nearest = instant::never();
  for (unsigned n = 0; n < 3; ++n)
    if (outs_[n].connected())
      nearest = std::min(nearest, outs_[n].tells_falls_late() ? state_.channel[n].out_rises_at
                                                              : state_.channel[n].out_changes_at);
  return nearest;
}

std::uint32_t i8254::period(unsigned n) const {
  const i8254_counter& c = state_.channel.at(n).counter;
  return c.armed != 0 && (c.mode() == 2 || c.mode() == 3) ? c.cr : 0;
}

void i8254::tell_observers(unsigned n, instant at) {
  for (i8254_observer* who : observers_) who->programmed(n, at);
}

std::uint32_t i8254::read(unsigned reg, unsigned, instant now) {
  advance_to(now);
  // The control word register cannot be read: the data bus floats.
  return reg < control_register ? read_counter(reg, now) : 0xFF;
}

void i8254::write(unsigned reg, unsigned, std::uint32_t value, instant now) {
  advance_to(now);
  const auto byte = static_cast<std::uint8_t>(value);
  if (reg == control_register)
    write_control(byte, now);
  else if (reg < control_register)
    write_counter(reg, byte, now);
}

void i8254::write_control(std::uint8_t word, instant now) {
  const unsigned select = word >> select_shift;
  if (select == read_back) {
    for (unsigned n = 0; n < 3; ++n) {
      if ((word & (2u << n)) == 0) continue;
      i8254_channel& c = caught_up(n, now);
      if ((word & read_back_no_count) == 0) latch_count(c);
      if ((word & read_back_no_status) == 0) latch_status(c);
    }
    return;
  }
  i8254_channel& c = caught_up(select, now);
  if (((word >> 4) & 3) == latch_command) {
    latch_count(c);
    return;
  }
  c.counter.program(word);
  foresee(c);
  c.latched_bytes = c.status_is_latched = c.write_high_next = c.read_high_next = 0;
  drive(select, now);
  tell_observers(select, now);
}

void i8254::write_counter(unsigned n, std::uint8_t value, instant now) {
  i8254_channel& c = caught_up(n, now);
  const unsigned access = access_mode(c);
  if (access == both_bytes && c.write_high_next == 0) {
    c.low_byte = value;
    c.write_high_next = 1;
    c.counter.write_first_byte();
    foresee(c);
    drive(n, now);
    return;
  }
  // A byte that is not written is zero.
  unsigned count = value;
  if (access == high_byte_only) count = static_cast<unsigned>(value << 8);
  if (access == both_bytes) count = static_cast<unsigned>(value << 8 | c.low_byte);
  c.write_high_next = 0;
  c.counter.write_count(static_cast<std::uint16_t>(count));
  foresee(c);
  drive(n, now);
  tell_observers(n, now);
}

std::uint8_t i8254::read_counter(unsigned n, instant now) {
  i8254_channel& c = caught_up(n, now);
  if (c.status_is_latched != 0) {
    c.status_is_latched = 0;
    return c.latched_status;
  }
  const unsigned count = c.latched_bytes != 0 ? c.latched_count : c.counter.count();
  if (c.latched_bytes != 0) --c.latched_bytes;
  bool high = access_mode(c) == high_byte_only;
  if (access_mode(c) == both_bytes) {
    high = c.read_high_next != 0;
    c.read_high_next = !high;
  }
  return static_cast<std::uint8_t>(high ? count >> 8 : count);
}

}  // namespace trapline::devices
