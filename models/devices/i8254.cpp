#include "models/devices/i8254.h"

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
  }
}

void i8254::gate_input::set_level(bool high, instant at) {
  chip_.advance_to(at);
  chip_.state_.channel[n_].counter.set_gate(high);
  chip_.drive(n_, at);
}

void i8254::run_counter(unsigned n, std::uint64_t to_edge) {
  i8254_counter& c = state_.channel[n].counter;
  std::uint64_t left = to_edge - state_.edge;
  if (outs_[n].connected()) {
    for (std::uint64_t step = c.until_out_changes(); step <= left; step = c.until_out_changes()) {
      c.advance(step);
      left -= step;
      drive(n, clock.edge(cycles{to_edge - left}));
    }
  }
  c.advance(left);
}

void i8254::advance_to(instant now) {
  const std::uint64_t to_edge = clock.edges_by(now).count();
  if (to_edge > state_.edge) {
    for (unsigned n = 0; n < 3; ++n) run_counter(n, to_edge);
    state_.edge = to_edge;
  }
  for (unsigned n = 0; n < 3; ++n) drive(n, now);
}

instant i8254::next_event() const {
  std::uint64_t nearest = i8254_counter::forever;
  for (unsigned n = 0; n < 3; ++n)
    if (outs_[n].connected()) nearest = std::min(nearest, state_.channel[n].counter.until_out_changes());
  return nearest == i8254_counter::forever ? instant::never() : clock.edge(cycles{state_.edge + nearest});
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
  return reg < control_register ? read_counter(reg) : 0xFF;
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
      if ((word & read_back_no_count) == 0) latch_count(state_.channel[n]);
      if ((word & read_back_no_status) == 0) latch_status(state_.channel[n]);
    }
    return;
  }
  i8254_channel& c = state_.channel[select];
  if (((word >> 4) & 3) == latch_command) {
    latch_count(c);
    return;
  }
  c.counter.program(word);
  c.latched_bytes = c.status_is_latched = c.write_high_next = c.read_high_next = 0;
  drive(select, now);
  tell_observers(select, now);
}

void i8254::write_counter(unsigned n, std::uint8_t value, instant now) {
  i8254_channel& c = state_.channel[n];
  const unsigned access = access_mode(c);
  if (access == both_bytes && c.write_high_next == 0) {
    c.low_byte = value;
    c.write_high_next = 1;
    c.counter.write_first_byte();
    drive(n, now);
    return;
  }
  // A byte that is not written is zero.
  unsigned count = value;
  if (access == high_byte_only) count = value << 8;
  if (access == both_bytes) count = value << 8 | c.low_byte;
  c.write_high_next = 0;
  c.counter.write_count(static_cast<std::uint16_t>(count));
  drive(n, now);
  tell_observers(n, now);
}

std::uint8_t i8254::read_counter(unsigned n) {
  i8254_channel& c = state_.channel[n];
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
