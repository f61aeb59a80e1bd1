/// The arm: RECALIBRATE, SEEK, RELATIVE SEEK, implied seeks and the head's loading (data sheet, 5.2.2,
/// 5.2.3, 5.2.7, and SPECIFY's table of delays).
#include <algorithm>
#include <cstdlib>

#include "models/devices/storage/i82077.h"

namespace trapline::devices {

using namespace fdc;

namespace {
constexpr int recalibrate_steps = 79;
/// Of a seek that steps nowhere, and of anything without mechanics.
constexpr duration shortest_seek = duration::us(50);
}  // namespace

/// SPECIFY counts in units that double when the data rate halves.
duration i82077::rate_scaled(duration at_500k) const {
  switch (state_.rate) {
    case 0:
      return at_500k;
    case 1:
      return at_500k * 5 / 3;
    case 2:
      return at_500k * 2;
    default:
      return at_500k / 2;
  }
}

duration i82077::step_time() const { return rate_scaled(duration::ms(16U - (state_.specify_1 >> 4))); }

void i82077::move_arm(unsigned unit, unsigned track) {
  auto& d = state_.drives[unit];
  if (d.track != track && disks_[unit]) d.changed = false;  // a step pulse with a disk in
  d.track = static_cast<std::uint8_t>(track);
}

/// @param steps inwards; outwards when negative.
void i82077::begin_seek(unsigned unit, int steps, std::uint8_t pcn, std::uint8_t status, instant now) {
  auto& s = state_.seeks[unit];
  const int last = kinds_[unit] != nullptr ? kinds_[unit]->last_track : 0;
  const int track = state_.drives[unit].track;
  s.active = true;
  s.ended = false;
  s.status = static_cast<std::uint8_t>(status | unit);
  s.from_track = static_cast<std::uint8_t>(track);
  s.to_track = static_cast<std::uint8_t>(std::clamp(track + steps, 0, last));
  s.to_pcn = pcn;
  s.since = now;
  const duration stepping =
      parameters_.mechanical ? step_time() * static_cast<std::uint64_t>(std::abs(steps)) : duration{};
  s.until = now + std::max(shortest_seek, stepping);
  no_answer();
}

void i82077::recalibrate(instant now) {
  const unsigned unit = state_.bytes[1] & 3;
  const int track = state_.drives[unit].track;
  const bool reaches = kinds_[unit] != nullptr && track <= recalibrate_steps;
  const unsigned status = reaches ? +st0_seek_end : st0_seek_end | st0_equipment | st0_abnormal;
  begin_seek(unit, reaches ? -track : -recalibrate_steps, 0, static_cast<std::uint8_t>(status), now);
}

void i82077::seek(instant now) {
  const unsigned unit = state_.bytes[1] & 3;
  const std::uint8_t cylinder = state_.bytes[2];
  begin_seek(unit, int{cylinder} - state_.drives[unit].pcn, cylinder, st0_seek_end, now);
}

void i82077::relative_seek(instant now) {
  const unsigned unit = state_.bytes[1] & 3;
  const int way = (state_.bytes[0] & opt_inwards) != 0 ? state_.bytes[2] : -int{state_.bytes[2]};
  const bool beyond = state_.drives[unit].track + way < 0;
  const unsigned status = beyond ? st0_seek_end | st0_equipment | st0_abnormal : +st0_seek_end;
  begin_seek(unit, way, static_cast<std::uint8_t>(state_.drives[unit].pcn + way),
             static_cast<std::uint8_t>(status), now);
}

void i82077::end_seek(unsigned unit, instant at) {
  auto& s = state_.seeks[unit];
  s.active = false;
  s.ended = true;
  move_arm(unit, s.to_track);
  state_.drives[unit].pcn = s.to_pcn;
  state_.polled_left = 0;
  raise_irq(at);
}

/// Seeks if the command implies it and loads the head. @returns when the search can begin.
instant i82077::arm_ready(instant now) {
  instant ready = now;
  auto& d = drive();
  const bool names_cylinder = state_.command != cmd_format && state_.command != cmd_read_id;
  if ((state_.configuration & conf_implied_seek) != 0 && names_cylinder && d.pcn != state_.c) {
    const int steps = int{state_.c} - d.pcn;
    const int last = kinds_[state_.unit] != nullptr ? kinds_[state_.unit]->last_track : 0;
    move_arm(state_.unit, static_cast<unsigned>(std::clamp(d.track + steps, 0, last)));
    d.pcn = state_.c;
    state_.st0 |= st0_seek_end;
    if (parameters_.mechanical) ready = ready + step_time() * static_cast<std::uint64_t>(std::abs(steps));
  }
  const bool loaded = state_.loaded_unit == state_.unit && now < state_.loaded_until;
  if (parameters_.mechanical && !loaded) {
    const unsigned hlt = state_.specify_2 >> 1;
    ready = ready + rate_scaled(duration::ms(2) * (hlt == 0 ? 128 : hlt));
  }
  return ready;
}

}  // namespace trapline::devices
