#include "models/devices/storage/ata_disk.h"

#include <utility>

namespace trapline::devices {

using namespace ata;
using phase = ata_state::phase;
using ending = ata_state::ending;

namespace {
constexpr std::array<port_window, 2> windows{{{0x1F0, 8, reg_data}, {0x3F6, 1, reg_control}}};
/// From the end of SRST to the signature: device 0 knows that there is no device 1 to wait for.
constexpr duration reset_time = duration::ms(1);
/// BSY is to be seen before it falls: the host looks 400 ns after a command at the earliest.
constexpr duration shortest_busy = duration::ns(400);
}  // namespace

ata_disk::ata_disk(block_medium& medium, ata_identity identity)
    : medium_{medium}, identity_{std::move(identity)} {
  begin_reset(true, instant{});
}

std::span<const port_window> ata_disk::ports() const { return windows; }

bool ata_disk::busy() const {
  return state_.now_in != phase::idle && state_.now_in != phase::data_in && state_.now_in != phase::data_out;
}

std::uint8_t ata_disk::status() const {
  if (absent_selected()) return 0;
  if (busy()) return status_bsy;
  const bool drq = state_.now_in != phase::idle;
  return static_cast<std::uint8_t>(state_.flags | (drq ? status_drq : 0));
}

std::uint32_t ata_disk::read(unsigned reg, unsigned width, instant now) {
  advance_to(now);
  if (reg == reg_data) return read_data(width, now);
  if (reg == reg_status) {
    const std::uint8_t answer = status();
    if (!absent_selected()) {
      state_.interrupt_pending = false;
      drive_intrq(now);
    }
    return answer;
  }
  if (reg == reg_control) return status();
  if (reg > reg_control) return ~std::uint32_t{0} >> (32 - 8 * width);
  return busy() ? status() : read_register(reg);
}

std::uint8_t ata_disk::read_register(unsigned reg) const {
  const auto half = [&](const ata_two_deep& r) {
    return (state_.control & control_hob) != 0 ? r.previous : r.current;
  };
  switch (reg) {
    case reg_error:
      return state_.error;
    case reg_count:
      return half(state_.count);
    case reg_lba_low:
      return half(state_.lba_low);
    case reg_lba_mid:
      return half(state_.lba_mid);
    case reg_lba_high:
      return half(state_.lba_high);
    default:
      return state_.device;
  }
}

void ata_disk::write(unsigned reg, unsigned width, std::uint32_t value, instant now) {
  advance_to(now);
  const auto byte = static_cast<std::uint8_t>(value);
  if (reg == reg_control) return write_device_control(byte, now);
  if (reg == reg_data) return write_data(width, value, now);
  if (busy()) return;
  if (reg < reg_control) state_.control &= static_cast<std::uint8_t>(~control_hob);
  const auto push = [&](ata_two_deep& r) { r = {byte, r.current}; };
  switch (reg) {
    case reg_features:
      return push(state_.features);
    case reg_count:
      return push(state_.count);
    case reg_lba_low:
      return push(state_.lba_low);
    case reg_lba_mid:
      return push(state_.lba_mid);
    case reg_lba_high:
      return push(state_.lba_high);
    case reg_device:
      state_.device = byte;
      return drive_intrq(now);
    case reg_command:
      return begin_command(byte, now);
    default:
      return;
  }
}

void ata_disk::write_device_control(std::uint8_t value, instant now) {
  const bool was_held = (state_.control & control_srst) != 0;
  const bool held = (value & control_srst) != 0;
  state_.control = value;
  if (held && !was_held) {
    begin_reset(false, now);
    state_.now_in = phase::held_in_reset;
  } else if (was_held && !held) {
    stay_busy(reset_time, ending::reset_done, now);
  }
  drive_intrq(now);
}

void ata_disk::begin_reset(bool power_on, instant now) {
  if (power_on) {
    state_.settings_kept = false;
    state_.control = 0;
  }
  if (!state_.settings_kept) state_.settings = {default_geometry(medium_.sectors()), 0, true, true};
  state_.level = ata_state::power::active;
  state_.interrupt_pending = false;
  state_.device = 0;
  stay_busy(reset_time, ending::reset_done, now);
  drive_intrq(now);
}

void ata_disk::reset(instant now) {
  advance_to(now);
  begin_reset(true, now);
}

/// What tells an ATA device from a packet device (9.12).
void ata_disk::put_signature() {
  state_.count = {1, 0};
  state_.lba_low = {1, 0};
  state_.lba_mid = {0, 0};
  state_.lba_high = {0, 0};
  state_.device = 0;
}

bool ata_disk::interrupting() const {
  const bool enabled = (state_.control & control_nien) == 0 && !absent_selected();
  return state_.interrupt_pending && enabled;
}

void ata_disk::stay_busy(duration takes, ending then, instant now) {
  state_.now_in = phase::executing;
  state_.then = then;
  state_.due = now + (takes < shortest_busy ? shortest_busy : takes);
}

void ata_disk::advance_to(instant now) {
  if (state_.seen < now) state_.seen = now;
  if (start_again_) {
    start_again_ = false;
    start_medium(state_.medium_task, state_.then, now);
  }
  while (state_.now_in == phase::executing && state_.due <= now) end_of_busy(state_.due);
}

instant ata_disk::next_event() const {
  if (start_again_) return state_.seen + duration::ps(1);
  return state_.now_in == phase::executing ? state_.due : instant::never();
}

void ata_disk::end_of_busy(instant at) {
  switch (state_.then) {
    case ending::command_done:
    case ending::flushed:
      return state_.medium_ok ? complete(at) : fail(error_abrt, at);
    case ending::command_failed:
      return fail(state_.failure, at);
    case ending::reset_done:
    case ending::diagnostic_done:
      if (state_.in_flight) {  // the medium may still touch the buffer
        state_.now_in = phase::at_medium;
        return;
      }
      put_signature();
      state_.error = error_diagnostic_passed;
      state_.flags = status_drdy | status_dsc;
      state_.now_in = phase::idle;
      state_.interrupt_pending = state_.then == ending::diagnostic_done;
      return drive_intrq(at);
    case ending::block_read:
      if (!state_.medium_ok) return fail(error_unc, at);
      state_.now_in = phase::data_in;
      state_.position = 0;
      state_.interrupt_pending = true;
      return drive_intrq(at);
    case ending::first_block_wanted:
    case ending::block_wanted:
      state_.now_in = phase::data_out;
      state_.position = 0;
      state_.interrupt_pending = state_.then == ending::block_wanted;
      return drive_intrq(at);
    case ending::verified:
    case ending::block_written:
      return block_stored(at);
  }
}

void ata_disk::complete(instant at) {
  state_.error = error_none;
  state_.flags = status_drdy | status_dsc;
  end_command(at);
}

void ata_disk::fail(std::uint8_t error, instant at) {
  state_.error = error;
  state_.flags = status_drdy | status_dsc | status_err;
  end_command(at);
}

void ata_disk::end_command(instant at) {
  state_.now_in = phase::idle;
  state_.interrupt_pending = true;
  drive_intrq(at);
}

void ata_disk::state_restored() {
  intrq.restore(interrupting());
  start_again_ = state_.in_flight && state_.then != ending::reset_done;
  if (state_.in_flight && !start_again_) {  // of what a reset gave up nothing is left to wait for
    state_.in_flight = false;
    if (state_.now_in == phase::at_medium) stay_busy(shortest_busy, ending::reset_done, state_.seen);
  }
}

}  // namespace trapline::devices
