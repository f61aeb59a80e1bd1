#include "models/devices/timers/mc146818.h"

#include <algorithm>

namespace trapline::devices {

namespace {

constexpr unsigned reg_a = 0x0A, reg_b = 0x0B, reg_c = 0x0C, reg_d = 0x0D;

// A: UIP DV2-0 RS3-0
constexpr std::uint8_t a_uip = 0x80;
constexpr unsigned divider_shift = 4;
constexpr unsigned divider_32768 = 2;
constexpr unsigned divider_reset = 6;      // and 7
constexpr std::uint8_t a_power_on = 0x26;  // what an AT's firmware writes: 32.768 kHz, 1024 Hz
// B: SET PIE AIE UIE SQWE DM 24/12 DSE
constexpr std::uint8_t b_set = 0x80;
constexpr std::uint8_t b_uie = 0x10;
constexpr std::uint8_t b_sqwe = 0x08;
constexpr std::uint8_t b_dm = 0x04;
constexpr std::uint8_t b_24 = 0x02;
// C: IRQF PF AF UF; a flag stands where B has its enable
constexpr std::uint8_t c_irqf = 0x80;
constexpr std::uint8_t flag_p = 0x40, flag_a = 0x20, flag_u = 0x10;
constexpr std::uint8_t flags = flag_p | flag_a | flag_u;
// D
constexpr std::uint8_t d_vrt = 0x80;

constexpr std::uint64_t second_clocks = 32'768;
constexpr std::uint64_t update_clocks = 65;
constexpr std::uint64_t before_update_clocks = 8;
/// Where the chain is released from reset: half a second before an update cycle begins.
constexpr std::uint64_t released_at = second_clocks / 2;

constexpr unsigned century = 0x32;
constexpr unsigned checksum_first = 0x10, checksum_last = 0x2D, checksum_high = 0x2E, checksum_low = 0x2F;
constexpr std::uint8_t nmi_mask = 0x80;

/// How many updates have ended when the chain stands there.
constexpr std::uint64_t updates_by(std::uint64_t chain) {
  return (chain + second_clocks - update_clocks) / second_clocks;
}

}  // namespace

mc146818::mc146818(const calendar_time& start) {
  state_.ram[reg_a] = a_power_on;
  state_.ram[reg_b] = b_24;
  state_.ram[reg_d] = d_vrt;
  mc146818_calendar{state_.ram, false, true}.set(start);
  state_.ram[century] = static_cast<std::uint8_t>(start.year / 1000 << 4 | start.year / 100 % 10);
  state_.chain = update_clocks;
  state_.nmi_masked = 1;
}

mc146818_calendar mc146818::calendar() {
  return {state_.ram, (state_.ram[reg_b] & b_dm) != 0, (state_.ram[reg_b] & b_24) != 0};
}

calendar_time mc146818::time(instant now) {
  advance_to(now);
  return calendar().shown();
}

void mc146818::set_time(const calendar_time& t, instant now) {
  advance_to(now);
  calendar().set(t);
  state_.ram[century] = static_cast<std::uint8_t>(t.year / 1000 << 4 | t.year / 100 % 10);
}

void mc146818::update_checksum() {
  unsigned sum = 0;
  for (unsigned i = checksum_first; i <= checksum_last; ++i) sum += state_.ram[i];
  state_.ram[checksum_high] = static_cast<std::uint8_t>(sum >> 8);
  state_.ram[checksum_low] = static_cast<std::uint8_t>(sum);
}

bool mc146818::running() const { return (state_.ram[reg_a] >> divider_shift & 7) == divider_32768; }
bool mc146818::set_bit() const { return (state_.ram[reg_b] & b_set) != 0; }

bool mc146818::interrupting() const { return (state_.ram[reg_b] & state_.ram[reg_c] & flags) != 0; }

bool mc146818::update_in_progress() const {
  return running() && !set_bit() && state_.update_spoilt == 0 &&
         (state_.chain + before_update_clocks) % second_clocks < before_update_clocks + update_clocks;
}

/// Clocks between two periodic interrupts, a tap of the chain; 0 if none is selected.
std::uint64_t mc146818::periodic_clocks() const {
  const unsigned rate = state_.ram[reg_a] & 15;
  if (rate == 0) return 0;
  // Taps 1 and 2 are those of 8 and 9 with a 32.768 kHz crystal.
  return std::uint64_t{1} << (rate < 3 ? rate + 6 : rate - 1);
}

std::uint64_t mc146818::periodic_interrupt_clocks() const {
  return running() && (state_.ram[reg_b] & flag_p) != 0 ? periodic_clocks() : 0;
}

void mc146818::repeat_periodic_interrupt(instant now) {
  advance_to(now);
  state_.ram[reg_c] |= flag_p;
  drive(now);
}

std::uint64_t mc146818::next_edge() const {
  if (!running() || interrupting()) return forever;
  const std::uint8_t enabled = state_.ram[reg_b] & flags;
  std::uint64_t clocks = forever;
  if (const std::uint64_t period = periodic_clocks(); (enabled & flag_p) != 0 && period != 0)
    clocks = period - state_.chain % period;
  if ((enabled & (flag_a | flag_u)) != 0 && !set_bit())
    clocks = std::min(clocks, second_clocks - (state_.chain + second_clocks - update_clocks) % second_clocks);
  return clocks == forever ? forever : state_.edge + clocks;
}

instant mc146818::next_event() const {
  const std::uint64_t edge = next_edge();
  return edge == forever ? instant::never() : clock.edge(cycles{edge});
}

void mc146818::run_to(std::uint64_t to_edge) {
  const std::uint64_t before = state_.chain;
  const std::uint64_t clocks = to_edge - state_.edge;
  state_.edge = to_edge;
  if (!running()) return;
  state_.chain += clocks;
  if (const std::uint64_t period = periodic_clocks(); period != 0 && state_.chain / period != before / period)
    state_.ram[reg_c] |= flag_p;

  std::uint64_t updates = updates_by(state_.chain) - updates_by(before);
  if (updates == 0) return;
  if (state_.update_spoilt != 0) {
    state_.update_spoilt = 0;
    --updates;
  }
  if (updates == 0 || set_bit()) return;
  const std::uint8_t b = state_.ram[reg_b];
  const bool alarm = mc146818_calendar{state_.ram, (b & b_dm) != 0, (b & b_24) != 0}.advance(updates);
  state_.ram[reg_c] |= static_cast<std::uint8_t>(flag_u | (alarm ? flag_a : 0));
}

void mc146818::advance_to(instant now) {
  const std::uint64_t to_edge = clock.edges_by(now).count();
  for (std::uint64_t next = next_edge(); next <= to_edge && next != forever; next = next_edge()) {
    run_to(next);
    drive(clock.edge(cycles{next}));
  }
  if (to_edge > state_.edge) run_to(to_edge);
  drive(now);
}

void mc146818::reset(instant now) {
  advance_to(now);
  state_.ram[reg_b] = static_cast<std::uint8_t>(state_.ram[reg_b] & ~(flags | b_sqwe));
  state_.ram[reg_c] = 0;
  state_.nmi_masked = 1;
  drive(now);
}

std::uint32_t mc146818::read(unsigned reg, unsigned, instant now) {
  // The index port is written only.
  if (reg == 0) return 0xFF;
  advance_to(now);
  const std::uint8_t value = read_data();
  drive(now);
  return value;
}

std::uint8_t mc146818::read_data() {
  const unsigned index = state_.index;
  if (out_of_reach(index)) return 0xFF;
  std::uint8_t value = state_.ram[index];
  if (index == reg_a && update_in_progress()) value |= a_uip;
  if (index == reg_c) {
    if (interrupting()) value |= c_irqf;
    state_.ram[reg_c] = 0;
  }
  return value;
}

void mc146818::write(unsigned reg, unsigned, std::uint32_t value, instant now) {
  advance_to(now);
  if (reg == 0) {
    state_.index = value & 0x7F;
    state_.nmi_masked = (value & nmi_mask) != 0;
    return;
  }
  write_data(static_cast<std::uint8_t>(value));
  drive(now);
}

void mc146818::write_data(std::uint8_t value) {
  const unsigned index = state_.index;
  switch (index) {
    case 0:  // the top bit of the seconds cannot be written
      state_.ram[index] = value & 0x7F;
      break;
    case reg_a:
      write_a(value & 0x7F);
      break;
    case reg_b:
      write_b(value);
      break;
    case reg_c:
    case reg_d:
      break;
    default:
      if (!out_of_reach(index)) state_.ram[index] = value;
      break;
  }
}

void mc146818::write_a(std::uint8_t value) {
  state_.ram[reg_a] = value;
  if ((value >> divider_shift & 7) >= divider_reset) {
    state_.chain = released_at;
    state_.update_spoilt = 0;
  }
}

void mc146818::write_b(std::uint8_t value) {
  // SET stops an update in its middle, and one whose beginning was missed does not come.
  if (((value ^ state_.ram[reg_b]) & b_set) != 0 && running() && state_.chain % second_clocks < update_clocks)
    state_.update_spoilt = 1;
  if ((value & b_set) != 0) value = static_cast<std::uint8_t>(value & ~b_uie);
  state_.ram[reg_b] = value;
}

}  // namespace trapline::devices
