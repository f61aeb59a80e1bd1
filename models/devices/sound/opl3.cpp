#include "models/devices/sound/opl3.h"

namespace trapline::devices {

namespace {

constexpr unsigned address_low = 0, address_high = 2;
constexpr std::uint8_t open_bus = 0xFF;
constexpr unsigned timer_1 = 0x02, timer_control = 0x04;
enum control_bit : std::uint8_t {
  start_1 = 0x01,
  start_2 = 0x02,
  mask_2 = 0x20,
  mask_1 = 0x40,
  reset_flags = 0x80
};
enum status_bit : std::uint8_t { any_timer = 0x80, timer_1_over = 0x40, timer_2_over = 0x20 };

}  // namespace

opl3::opl3(std::optional<std::uint16_t> sound_blaster_port) {
  if (sound_blaster_port) {
    windows_.push_back({*sound_blaster_port, 4, 0});
    windows_.push_back({static_cast<std::uint16_t>(*sound_blaster_port + 8), 2, 0});
  }
  reset(instant{});
}

void opl3::reset(instant now) {
  if (listener_ != nullptr)
    for (unsigned reg = 0; reg < state_.registers.size(); ++reg)
      if (state_.registers[reg] != 0) listener_->written(reg, 0, now);
  state_ = {};
}

std::uint32_t opl3::read(unsigned reg, unsigned, instant now) {
  advance_to(now);
  // The status is at the even addresses; data are not read back.
  if (reg != address_low && reg != address_high) return open_bus;
  return state_.flags == 0 ? 0U : state_.flags | any_timer;
}

void opl3::write(unsigned reg, unsigned, std::uint32_t value, instant now) {
  advance_to(now);
  const auto byte = static_cast<std::uint8_t>(value);
  if (reg == address_low)
    state_.index = byte;
  else if (reg == address_high)
    state_.index = 0x100 | byte;
  else
    write_register(byte, now);
}

void opl3::write_register(std::uint8_t value, instant now) {
  const unsigned reg = state_.index;
  if (reg == timer_control) {
    if ((value & reset_flags) != 0) {  // the other bits do not count then
      state_.flags = 0;
      return;
    }
    start(0, (value & start_1) != 0, now);
    start(1, (value & start_2) != 0, now);
  }
  state_.registers[reg] = value;
  if (listener_ != nullptr) listener_->written(reg, value, now);
}

/// The first timer counts every 288 clocks (80.5 us), the second every 1152 (321.8 us).
std::uint64_t opl3::period(unsigned timer) const {
  const std::uint64_t counts = 256U - state_.registers[timer_1 + timer];
  return counts * (timer == 0 ? 288 : 1152);
}

void opl3::start(unsigned timer, bool run, instant now) {
  opl3_state::timer& t = state_.timers[timer];
  if (run && !t.running) {
    t.since = now;
    t.clocks = period(timer);
  }
  t.running = run;
}

void opl3::advance_to(instant now) {
  for (unsigned n = 0; n < state_.timers.size(); ++n) {
    opl3_state::timer& t = state_.timers[n];
    if (!t.running || t.since + clock.span(cycles{t.clocks}) > now) continue;
    const bool masked = (state_.registers[timer_control] & (n == 0 ? mask_1 : mask_2)) != 0;
    if (!masked) state_.flags |= n == 0 ? timer_1_over : timer_2_over;
    // The overflows that nobody asked about are left out together.
    const std::uint64_t gone = clock.edges_by(instant{} + (now - t.since)).count();
    const std::uint64_t step = period(n);
    t.clocks += ((gone - t.clocks) / step + 1) * step;
  }
}

}  // namespace trapline::devices
