/// Command and result phase, and the commands that move neither arm nor data (data sheet, 5.2).
#include "models/devices/storage/i82077.h"

namespace trapline::devices {

using namespace fdc;
using phase = i82077_state::phase;

namespace {

/// Of the commands whose result phase raises the interrupt.
constexpr std::uint8_t transfer_results = 7;

struct shape {
  std::uint8_t code;
  std::uint8_t mask;    // the bits of the first byte that are the command's
  std::uint8_t length;  // bytes of the command phase
};

/// Data sheet, table 5-1.
constexpr std::array<shape, 19> shapes{{
    {cmd_read, 0x1F, 9},          {cmd_read_deleted, 0x1F, 9},
    {cmd_write, 0x3F, 9},         {cmd_write_deleted, 0x3F, 9},
    {cmd_read_track, 0xBF, 9},    {cmd_verify, 0x1F, 9},
    {cmd_version, 0xFF, 1},       {cmd_format, 0xBF, 6},
    {cmd_recalibrate, 0xFF, 2},   {cmd_sense_interrupt, 0xFF, 1},
    {cmd_specify, 0xFF, 3},       {cmd_sense_drive, 0xFF, 2},
    {cmd_seek, 0xFF, 3},          {cmd_configure, 0xFF, 4},
    {cmd_relative_seek, 0xBF, 3}, {cmd_dump_registers, 0xFF, 1},
    {cmd_read_id, 0xBF, 2},       {cmd_perpendicular, 0xFF, 2},
    {cmd_lock, 0x7F, 1},
}};

shape shape_of(std::uint8_t first) {
  for (const shape& s : shapes)
    if ((first & s.mask) == s.code) return s;
  return {cmd_invalid, 0xFF, 1};
}

}  // namespace

void i82077::take_command_byte(std::uint8_t value, instant now) {
  if (held_in_reset() || state_.powered_down) return;
  if (state_.now_in == phase::execution && state_.requesting && writes()) {
    state_.buffer[state_.moved++] = static_cast<std::byte>(value);
    return watch_host_block(now);
  }
  if (state_.now_in != phase::command) return;
  if (state_.received == 0) {
    const shape s = shape_of(value);
    state_.command = s.code;
    state_.expected = s.length;
  }
  state_.bytes[state_.received++] = value;
  if (state_.received == state_.expected) execute(now);
}

std::uint8_t i82077::give_result_byte(instant now) {
  if (state_.now_in == phase::execution && state_.requesting && to_host()) {
    const auto value = std::to_integer<std::uint8_t>(state_.buffer[state_.moved++]);
    watch_host_block(now);
    return value;
  }
  if (state_.now_in != phase::result || held_in_reset()) return 0xFF;
  if (state_.result_count == transfer_results) {
    state_.interrupt = false;
    drive_irq(now);
  }
  const std::uint8_t value = state_.results[state_.result_at++];
  if (state_.result_at == state_.result_count) no_answer();
  return value;
}

void i82077::answer(std::span<const std::uint8_t> bytes) {
  state_.now_in = phase::result;
  state_.result_at = 0;
  state_.result_count = 0;
  for (const std::uint8_t b : bytes) state_.results[state_.result_count++] = b;
}

void i82077::no_answer() {
  state_.now_in = phase::command;
  state_.received = 0;
}

void i82077::execute(instant now) {
  const auto& b = state_.bytes;
  const auto one = [this](std::uint8_t value) { answer(std::span(&value, 1)); };
  switch (state_.command) {
    case cmd_specify:
      state_.specify_1 = b[1];
      state_.specify_2 = b[2];
      return no_answer();
    case cmd_configure:
      state_.configuration = b[2] & 0x7F;
      state_.pretrack = b[3];
      return no_answer();
    case cmd_perpendicular: {
      // D0 to D3 change only with OW set.
      const unsigned drives = (b[1] & 0x80) != 0 ? b[1] & 0x3CU : state_.perpendicular & 0x3CU;
      state_.perpendicular = static_cast<std::uint8_t>(drives | (b[1] & 3U));
      return no_answer();
    }
    case cmd_lock:
      state_.locked = (b[0] & 0x80) != 0;
      return one(state_.locked ? 0x10 : 0x00);
    case cmd_version:
      return one(0x90);
    case cmd_dump_registers:
      return dump_registers();
    case cmd_sense_interrupt:
      return sense_interrupt(now);
    case cmd_sense_drive:
      return sense_drive();
    case cmd_recalibrate:
      return recalibrate(now);
    case cmd_seek:
      return seek(now);
    case cmd_relative_seek:
      return relative_seek(now);
    case cmd_invalid:
      return one(st0_invalid);
    default:
      return begin_transfer(now);
  }
}

void i82077::sense_interrupt(instant now) {
  state_.interrupt = false;
  drive_irq(now);
  for (unsigned unit = 0; unit < 4; ++unit) {
    if (!state_.seeks[unit].ended) continue;
    state_.seeks[unit].ended = false;
    answer(std::array{state_.seeks[unit].status, state_.drives[unit].pcn});
    for (const auto& s : state_.seeks)
      if (s.ended) raise_irq(now);  // of another drive
    return;
  }
  if (state_.polled_left > 0) {
    const unsigned unit = 4U - state_.polled_left--;
    return answer(std::array{static_cast<std::uint8_t>(st0_polling | unit), state_.drives[unit].pcn});
  }
  answer(std::array<std::uint8_t, 1>{st0_invalid});
}

void i82077::sense_drive() {
  const unsigned unit = state_.bytes[1] & 3;
  unsigned status = st3_two_sides | st3_ready | (state_.bytes[1] & 7U);
  if (kinds_[unit] != nullptr) {
    if (state_.drives[unit].track == 0) status |= st3_track_0;
    if (disks_[unit] && !disks_[unit]->medium->writable()) status |= st3_protected;
  }
  answer(std::array{static_cast<std::uint8_t>(status)});
}

void i82077::dump_registers() {
  const auto& d = state_.drives;
  answer(std::array<std::uint8_t, 10>{
      d[0].pcn, d[1].pcn, d[2].pcn, d[3].pcn, state_.specify_1, state_.specify_2, state_.last_sector,
      static_cast<std::uint8_t>((state_.locked ? 0x80U : 0U) | state_.perpendicular), state_.configuration,
      state_.pretrack});
}

}  // namespace trapline::devices
