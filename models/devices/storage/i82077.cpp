#include "models/devices/storage/i82077.h"

#include <algorithm>

namespace trapline::devices {

using namespace fdc;
using phase = i82077_state::phase;

namespace {
constexpr std::array<port_window, 2> windows{{{0x3F0, 6, 0}, {0x3F7, 1, reg_dir}}};
constexpr std::uint8_t not_driven = 0xFF;
constexpr std::uint8_t rate_after_reset = 0x02;  // 250 kbit/s
/// From the end of a reset until the first drive was polled.
constexpr duration poll_time = duration::us(250);
}  // namespace

i82077::i82077(const i82077_parameters& parameters) : parameters_{parameters} {
  state_.specify_1 = 0xDF;
  state_.specify_2 = 0x02;
  for (auto& d : state_.drives) d.changed = true;
  reset(instant{});
}

void i82077::attach(unsigned unit, const floppy_drive_kind& kind) { kinds_.at(unit & 1) = &kind; }

void i82077::insert(unsigned unit, block_medium& medium, const floppy_format& format, instant now) {
  advance_to(now);
  disks_.at(unit & 1) = disk{&medium, format};
  state_.drives[unit & 1].changed = true;
  state_.drives[unit & 1].deleted = {};
  if (state_.stalled) search(now);
}

void i82077::eject(unsigned unit, instant now) {
  advance_to(now);
  disks_.at(unit & 1).reset();
  state_.drives[unit & 1].changed = true;
  const bool waits_for_it = state_.now_in == phase::execution && state_.unit == (unit & 1);
  if (waits_for_it && !state_.in_flight) search(now);
}

std::span<const port_window> i82077::ports() const { return windows; }

std::uint32_t i82077::read(unsigned reg, unsigned, instant now) {
  advance_to(now);
  const std::uint32_t value = read_register(reg, now);
  advance_to(now);  // what the access itself made due
  return value;
}

void i82077::write(unsigned reg, unsigned, std::uint32_t value, instant now) {
  advance_to(now);
  write_register(reg, static_cast<std::uint8_t>(value), now);
  advance_to(now);
}

std::uint8_t i82077::read_register(unsigned reg, instant now) {
  switch (reg) {
    case reg_dor:
      return state_.dor;
    case reg_tdr:
      return static_cast<std::uint8_t>(0xFC | state_.tdr);
    case reg_msr:
      return main_status();
    case reg_fifo:
      return give_result_byte(now);
    case reg_dir: {
      const unsigned unit = state_.dor & dor_drive;
      const bool selected = (state_.dor & dor_motor_0 << unit) != 0 && kinds_[unit] != nullptr;
      const bool changed = selected && kinds_[unit]->change_line && state_.drives[unit].changed;
      return changed ? 0xFF : 0x7F;
    }
    default:
      return not_driven;  // SRA and SRB are there in PS/2 modes only
  }
}

void i82077::write_register(unsigned reg, std::uint8_t byte, instant now) {
  switch (reg) {
    case reg_dor:
      return write_dor(byte, now);
    case reg_tdr:
      state_.tdr = byte & 3;
      return;
    case reg_dsr:
      state_.rate = byte & dsr_rate;
      if ((byte & dsr_reset) != 0) software_reset(now);
      if ((byte & dsr_power_down) != 0) state_.powered_down = true;
      return;
    case reg_ccr:
      state_.rate = byte & dsr_rate;
      return;
    case reg_fifo:
      return take_command_byte(byte, now);
    default:
      return;
  }
}

std::uint8_t i82077::main_status() const {
  if (held_in_reset() || state_.powered_down) return 0;
  unsigned bits = 0;
  for (unsigned unit = 0; unit < 4; ++unit)
    if (state_.seeks[unit].active) bits |= 1U << unit;
  switch (state_.now_in) {
    case phase::command:
      bits |= msr_rqm | (state_.received > 0 ? +msr_busy : 0U);
      break;
    case phase::result:
      bits |= msr_rqm | msr_dio | msr_busy;
      break;
    case phase::execution:
      bits |= msr_busy | (non_dma() ? +msr_non_dma : 0U);
      if (state_.requesting) bits |= msr_rqm | (to_host() ? +msr_dio : 0U);
      break;
  }
  return static_cast<std::uint8_t>(bits);
}

void i82077::write_dor(std::uint8_t value, instant now) {
  const std::uint8_t before = state_.dor;
  state_.dor = value;
  for (unsigned unit = 0; unit < 4; ++unit) {
    const unsigned motor = dor_motor_0 << unit;
    if ((value & motor) != 0 && (before & motor) == 0)
      state_.drives[unit].at_speed = now + (parameters_.mechanical ? parameters_.motor_start : duration{});
  }
  if (held_in_reset() || (before & dor_not_reset) == 0) {
    software_reset(now);
    if (held_in_reset()) state_.poll_at = instant::never();
    return drive_irq(now);
  }
  // What waited for the disk to turn finds it turning, or has to begin again.
  if (state_.now_in == phase::execution && !state_.in_flight && turning(state_.unit) == state_.stalled)
    search(now);
  drive_irq(now);
}

void i82077::software_reset(instant now) {
  state_.now_in = phase::command;
  state_.received = 0;
  state_.next = task::none;
  state_.stalled = state_.by_host = state_.requesting = state_.start_waits = false;
  state_.given_up = state_.in_flight;
  state_.powered_down = state_.interrupt = false;
  for (unsigned unit = 0; unit < 4; ++unit) {
    auto& s = state_.seeks[unit];
    if (s.active && now < s.until) {  // the arm stops where it is
      const std::uint64_t whole = (s.until - s.since).picoseconds();
      const std::uint64_t part = (now - s.since).picoseconds() * 1024 / whole;
      const auto way = static_cast<std::int64_t>(s.to_track) - s.from_track;
      move_arm(unit, static_cast<unsigned>(s.from_track + way * static_cast<std::int64_t>(part) / 1024));
    }
    s = {};
  }
  state_.perpendicular &= 0x3C;
  const std::uint8_t kept =
      state_.locked ? state_.configuration & (conf_no_fifo | conf_threshold) : +conf_no_fifo;
  state_.configuration =
      static_cast<std::uint8_t>(kept | (parameters_.ready_for_firmware ? +conf_implied_seek : 0));
  if (!state_.locked) state_.pretrack = 0;
  state_.polled_left = 0;
  state_.poll_at = now + poll_time;
  drive_irq(now);
}

void i82077::reset(instant now) {
  state_.locked = false;
  state_.dor = parameters_.ready_for_firmware ? dor_not_reset | dor_dmagate : 0;
  state_.tdr = 0;
  state_.rate = rate_after_reset;
  state_.perpendicular = 0;
  for (auto& d : state_.drives) d.pcn = 0;
  software_reset(now);
  state_.poll_at = instant::never();
}

bool i82077::interrupting() const {
  const bool enabled = (state_.dor & dor_dmagate) != 0 && !held_in_reset();
  const bool host_block = state_.requesting && non_dma();
  return enabled && (state_.interrupt || host_block);
}

void i82077::raise_irq(instant at) {
  state_.interrupt = true;
  drive_irq(at);
}

instant i82077::next_of_transfer() const {
  if (state_.now_in != phase::execution) return instant::never();
  const instant task_at = state_.next == task::none ? instant::never() : state_.due;
  return std::min(task_at, next_of_host_block());
}

instant i82077::next_event() const {
  if (start_again_) return state_.seen + duration::ps(1);
  instant first = std::min(state_.poll_at, next_of_transfer());
  for (const auto& s : state_.seeks)
    if (s.active) first = std::min(first, s.until);
  return first;
}

void i82077::advance_to(instant now) {
  if (state_.seen < now) state_.seen = now;
  if (start_again_) {
    start_again_ = false;
    if (state_.start_waits)
      search(now);
    else
      start_medium(state_.medium_task, state_.lba, now);
  }
  for (instant at = next_event(); at <= now && at != instant::never(); at = next_event()) happen(at);
}

void i82077::happen(instant at) {
  if (state_.poll_at <= at) {
    state_.poll_at = instant::never();
    state_.polled_left = 4;
    return raise_irq(at);
  }
  for (unsigned unit = 0; unit < 4; ++unit)
    if (state_.seeks[unit].active && state_.seeks[unit].until <= at) return end_seek(unit, at);
  if (state_.next == task::none || state_.due > at) return watch_host_block(at);
  const task what = state_.next;
  state_.next = task::none;
  switch (what) {
    case task::sector_here:
      return sector_here(at);
    case task::id_here:
      return id_here(at);
    case task::give_up:
    case task::track_done:
      return finish(what == task::give_up ? +st0_abnormal : 0, at);
    case task::medium_done:
      return writes() ? stored(at) : fetched(at);
    case task::none:
      return;
  }
}

void i82077::state_restored() {
  irq.restore(interrupting());
  start_again_ = state_.in_flight && (!state_.given_up || state_.start_waits);
  state_.in_flight = state_.given_up = false;
}

}  // namespace trapline::devices
