/// Sectors: finding them on the turning disk, and what follows each of them (data sheet, 5.1).
#include <algorithm>

#include "models/devices/storage/i82077.h"

namespace trapline::devices {

using namespace fdc;
using phase = i82077_state::phase;

namespace {
/// Bytes that pass from an ID's begin to the first of its data, and to the last.
constexpr unsigned id_bytes = 62, sector_and_id_bytes = id_bytes + 512;
constexpr std::uint8_t size_code_512 = 2;
/// Of a sector where no mechanics is modelled.
constexpr duration quick_sector = duration::us(20);
}  // namespace

bool i82077::turning(unsigned unit) const {
  return disks_[unit] && kinds_[unit] != nullptr && (state_.dor & dor_motor_0 << unit) != 0;
}

unsigned i82077::kbps() const {
  constexpr std::array<unsigned, 4> of_rate{500, 300, 250, 1000};
  return of_rate[state_.rate];
}

duration i82077::byte_time() const { return duration::ms(8) / kbps(); }

bool i82077::writes() const {
  return state_.command == cmd_write || state_.command == cmd_write_deleted || state_.command == cmd_format;
}

void i82077::begin_transfer(instant now) {
  const auto& b = state_.bytes;
  state_.now_in = phase::execution;
  state_.unit = b[1] & 3;
  state_.head = b[1] >> 2 & 1;
  state_.st0 = state_.st1 = state_.st2 = 0;
  state_.last_transfer = state_.skipping = state_.ends_here = false;
  state_.block_bytes = sector_bytes;
  if (state_.command == cmd_format) {
    state_.n = b[2];
    state_.last_sector = b[3];
    state_.sectors_left = b[3];
    state_.block_bytes = 4;
  } else if (state_.command != cmd_read_id) {
    state_.c = b[2];
    state_.h = b[3];
    state_.r = b[4];
    state_.n = b[5];
    state_.last_sector = state_.eot = b[6];
    state_.sectors_left = state_.command == cmd_read_track ? b[6] : b[8] == 0 ? 256 : b[8];
  }
  search(arm_ready(now));
}

/// Waits for the sector that the command is at, from the instant the head can read.
void i82077::search(instant from) {
  state_.next = task::none;
  state_.by_host = state_.requesting = false;
  state_.start_waits = state_.in_flight;  // the buffer belongs to a transfer that a reset gave up
  state_.stalled = !turning(state_.unit);
  if (state_.start_waits || state_.stalled) return;
  const disk& in = *disks_[state_.unit];
  if (parameters_.mechanical) from = std::max(from, drive().at_speed);
  if (writes() && !in.medium->writable()) {
    state_.st1 |= st1_not_writable;
    state_.next = task::give_up;
    state_.due = from + quick_sector;
    return;
  }
  if (state_.command == cmd_format) return begin_track(from);

  const floppy_rotation turn = rotation();
  const int cylinder = turn.cylinder_at(drive().track);
  const bool readable = cylinder >= 0 && state_.head < in.format.heads && (state_.bytes[0] & opt_mfm) != 0 &&
                        turn.kbps() == kbps();
  if (!readable) return give_up(st1_missing_mark, 0, from);
  const bool right_id = state_.c == cylinder && state_.h == state_.head && state_.n == size_code_512;
  unsigned place = state_.r - 1U;
  if (state_.command == cmd_read_id) {
    place = parameters_.mechanical ? turn.next_place(from) : 0;
    state_.c = static_cast<std::uint8_t>(cylinder);
    state_.h = state_.head;
    state_.r = static_cast<std::uint8_t>(place + 1);
    state_.n = size_code_512;
  } else if (state_.command == cmd_read_track) {
    const unsigned done = static_cast<unsigned>(state_.eot) - state_.sectors_left;
    place = done % in.format.sectors_per_track;
    if (done == 0) from = parameters_.mechanical ? turn.index_from(from) : from;
    if (!right_id || state_.r != place + 1) state_.st1 |= st1_no_data;
  } else if (!right_id || place >= in.format.sectors_per_track) {
    return give_up(st1_no_data, state_.c == cylinder ? 0 : +st2_wrong_cylinder, from);
  }
  state_.lba =
      (static_cast<std::uint64_t>(cylinder) * in.format.heads + state_.head) * in.format.sectors_per_track +
      place;
  state_.next = state_.command == cmd_read_id ? task::id_here : task::sector_here;
  if (!parameters_.mechanical) {
    state_.due = from + quick_sector;
  } else if (non_dma() && writes()) {
    state_.due = from;  // the host fills the FIFO while the sector comes round
  } else {
    const bool whole = !non_dma() && state_.command != cmd_read_id;
    state_.due = turn.sector_from(place, from) + byte_time() * (whole ? sector_and_id_bytes : id_bytes);
  }
}

/// What is not on the track is missed when the index came by twice.
void i82077::give_up(std::uint8_t st1, std::uint8_t st2, instant from) {
  state_.st1 |= st1;
  state_.st2 |= st2;
  state_.next = task::give_up;
  const floppy_rotation turn = rotation();
  state_.due = parameters_.mechanical ? turn.index_from(from) + turn.turn() : from + quick_sector;
}

void i82077::id_here(instant at) { finish(0, at); }

void i82077::sector_here(instant at) {
  if (!writes()) {
    const bool wants_deleted = state_.command == cmd_read_deleted;
    const bool other_mark = state_.command != cmd_read_track && deleted_mark(state_.lba) != wants_deleted;
    state_.skipping = other_mark && (state_.bytes[0] & opt_sk) != 0;
    state_.ends_here = other_mark && !state_.skipping;
    if (other_mark) state_.st2 |= st2_control_mark;
    return start_medium(block_request::kind::read, state_.lba, at);
  }
  if (!non_dma()) {
    if (move_by_dma(false, at)) block_given(at);
    return;
  }
  if (state_.command == cmd_format) return begin_host_block(at + byte_time() * id_bytes, at);
  const unsigned place = state_.r - 1U;
  begin_host_block(rotation().sector_from(place, at) + byte_time() * id_bytes, at);
}

void i82077::fetched(instant at) {
  if (!state_.medium_ok) {
    state_.st1 |= st1_data_error;
    state_.st2 |= st2_data_error;
    return finish(st0_abnormal, at);
  }
  if (state_.command == cmd_verify || state_.skipping) return sector_done(at);
  if (non_dma()) return begin_host_block(at, at);
  if (move_by_dma(true, at)) sector_done(at);
}

/// The host's bytes for a sector, or for an ID of FORMAT TRACK, are all there.
void i82077::block_given(instant at) {
  if (state_.command == cmd_format) return format_id_given(at);
  mark(state_.lba, state_.command == cmd_write_deleted);
  start_medium(block_request::kind::write, state_.lba, at);
}

void i82077::stored(instant at) {
  if (!state_.medium_ok) return finish(st0_abnormal | st0_equipment, at);
  return state_.command == cmd_format ? format_next(at) : sector_done(at);
}

void i82077::sector_done(instant at) {
  const bool verify = state_.command == cmd_verify;
  const bool counted = verify && (state_.bytes[1] & opt_ec) != 0;
  if ((counted || state_.command == cmd_read_track) && --state_.sectors_left == 0 && counted)
    state_.last_transfer = true;
  if (state_.command == cmd_read_track) {
    ++state_.r;
    if (state_.last_transfer) return finish(0, at);
    if (state_.sectors_left > 0) return search(at);
    state_.st1 |= st1_end_of_cylinder;
    return finish(st0_abnormal, at);
  }
  // After a sector with the other mark the command ends, and its ID stays.
  if (state_.ends_here) return finish(0, at);
  const bool at_end = state_.r == state_.eot;
  const bool other_side = (state_.bytes[0] & opt_mt) != 0 && state_.head == 0;
  const bool over = state_.last_transfer || (at_end && !other_side);
  next_id();
  if (!over) {
    if (at_end) state_.head = 1;
    return search(behind_track() ? go_to_next_track(at) : at);
  }
  if (state_.last_transfer || (verify && !counted)) return finish(0, at);
  state_.st1 |= st1_end_of_cylinder;
  finish(st0_abnormal, at);
}

bool i82077::behind_track() const {
  const bool both_sides = (state_.bytes[0] & opt_mt) != 0;
  return parameters_.ready_for_firmware && both_sides && disks_[state_.unit] &&
         state_.r > disks_[state_.unit]->format.sectors_per_track;
}

/// @returns when the search can go on.
instant i82077::go_to_next_track(instant at) {
  state_.r = 1;
  const bool other_side = state_.head == 0 && disks_[state_.unit]->format.heads == 2;
  state_.head = state_.h = other_side ? 1 : 0;
  if (other_side) return at;
  ++state_.c;
  return arm_ready(at);
}

/// Data sheet, table 5-6.
void i82077::next_id() {
  if (state_.r != state_.eot) {
    ++state_.r;
    return;
  }
  state_.r = 1;
  const bool both_sides = (state_.bytes[0] & opt_mt) != 0;
  if (both_sides) state_.h ^= 1;
  if (!both_sides || state_.head == 1) ++state_.c;
}

void i82077::finish(std::uint8_t how, instant at) {
  state_.next = task::none;
  state_.by_host = state_.requesting = false;
  state_.loaded_unit = state_.unit;
  const unsigned hut = state_.specify_1 & 0x0F;
  state_.loaded_until = at + rate_scaled(duration::ms(16) * (hut == 0 ? 16 : hut));
  const unsigned st0 = how | state_.st0 | (state_.head != 0 ? +st0_head : 0U) | state_.unit;
  answer(std::array<std::uint8_t, 7>{static_cast<std::uint8_t>(st0), state_.st1, state_.st2, state_.c,
                                     state_.h, state_.r, state_.n});
  raise_irq(at);
}

}  // namespace trapline::devices
