/// Decoding of commands, and those that move no sectors.
#include "models/devices/storage/ata_disk.h"

namespace trapline::devices {

using namespace ata;
using ending = ata_state::ending;
using power = ata_state::power;
using addressing = ata_state::addressing;

namespace {

/// Of a command that the drive's electronics answer (an estimate: drives take 10 to 100 us).
constexpr duration command_time = duration::us(20);
constexpr duration seek_command_time = duration::us(100);

bool is_extended(std::uint8_t c) {
  return c == cmd_read_ext || c == cmd_read_multiple_ext || c == cmd_write_ext ||
         c == cmd_write_multiple_ext || c == cmd_verify_ext || c == cmd_read_native_max_ext;
}

bool is_multiple(std::uint8_t c) {
  return c == cmd_read_multiple || c == cmd_write_multiple || c == cmd_read_multiple_ext ||
         c == cmd_write_multiple_ext;
}

bool is_write(std::uint8_t c) {
  return c == cmd_write || c == cmd_write_no_retry || c == cmd_write_ext || c == cmd_write_multiple ||
         c == cmd_write_multiple_ext;
}

}  // namespace

void ata_disk::begin_command(std::uint8_t command, instant now) {
  if (absent_selected() && command != cmd_diagnostic) return;
  if (state_.level == power::sleep) return;
  state_.interrupt_pending = false;
  state_.command = command;
  state_.medium_ok = true;
  state_.flags = status_drdy | status_dsc;
  state_.error = error_none;
  state_.address_by = is_extended(command)                ? addressing::lba48
                      : (state_.device & device_lba) != 0 ? addressing::lba28
                                                          : addressing::chs;
  drive_intrq(now);
  switch (command) {
    case cmd_read:
    case cmd_read_no_retry:
    case cmd_read_ext:
    case cmd_read_multiple:
    case cmd_read_multiple_ext:
    case cmd_write:
    case cmd_write_no_retry:
    case cmd_write_ext:
    case cmd_write_multiple:
    case cmd_write_multiple_ext:
    case cmd_verify:
    case cmd_verify_no_retry:
    case cmd_verify_ext:
      return begin_transfer_command(now);
    default:
      return begin_other_command(now);
  }
}

void ata_disk::begin_transfer_command(instant now) {
  if (is_multiple(state_.command) && state_.settings.multiple == 0) return abort(error_abrt, now);
  if (is_write(state_.command) && !medium_.writable()) return abort(error_abrt | error_wp, now);
  const auto first = addressed();
  if (!first) return abort(error_idnf, now);
  state_.level = power::active;
  state_.lba = *first;
  take_count();
  state_.block_sectors = 0;
  next_block(now);
}

void ata_disk::begin_other_command(instant now) {
  if ((state_.command & 0xF0) == cmd_recalibrate)
    return stay_busy(seek_command_time, ending::command_done, now);
  switch (state_.command) {
    case cmd_identify:
      return identify(now);
    case cmd_identify_packet:
      put_signature();
      return abort(error_abrt, now);
    case cmd_seek:
      if (!addressed()) return abort(error_idnf, now);
      state_.level = power::active;
      return stay_busy(seek_command_time, ending::command_done, now);
    case cmd_diagnostic:
      state_.device = 0;
      return stay_busy(duration::ms(1), ending::diagnostic_done, now);
    case cmd_initialize_parameters:
      return initialize_parameters(now);
    case cmd_set_multiple:
      return set_multiple(now);
    case cmd_set_features:
      return set_features(now);
    case cmd_flush:
    case cmd_flush_ext:
      return start_medium(block_request::kind::flush, ending::flushed, now);
    case cmd_read_native_max:
    case cmd_read_native_max_ext:
      return native_max(now);
    case cmd_check_power:
    case cmd_old_check_power:
      state_.count.current = state_.level == power::standby ? 0x00
                             : state_.level == power::idle  ? 0x80
                                                            : 0xFF;
      return stay_busy(command_time, ending::command_done, now);
    case cmd_standby:
    case cmd_old_standby:
    case cmd_standby_immediate:
    case cmd_old_standby_immediate:
      return go_to_power(power::standby, now);
    case cmd_idle:
    case cmd_old_idle:
    case cmd_idle_immediate:
    case cmd_old_idle_immediate:
      return go_to_power(power::idle, now);
    case cmd_sleep:
    case cmd_old_sleep:
      return go_to_power(power::sleep, now);
    default:
      return abort(error_abrt, now);  // NOP among them: its answer is always ABRT (8.27)
  }
}

void ata_disk::abort(unsigned error, instant now) {
  state_.failure = static_cast<std::uint8_t>(error);
  stay_busy(command_time, ending::command_failed, now);
}

void ata_disk::identify(instant now) {
  fill_identify(std::span(state_.buffer).first<sector_bytes>(), identity_, state_.settings,
                medium_.sectors());
  state_.remaining = state_.block_sectors = 1;
  state_.block_bytes = sector_bytes;
  stay_busy(command_time, ending::block_read, now);
}

void ata_disk::set_multiple(instant now) {
  const std::uint8_t n = state_.count.current;
  const bool supported = n <= ata_largest_multiple && (n & (n - 1)) == 0;
  state_.settings.multiple = supported ? n : 0;
  return supported ? stay_busy(command_time, ending::command_done, now) : abort(error_abrt, now);
}

void ata_disk::initialize_parameters(instant now) {
  const std::uint8_t sectors = state_.count.current;
  const auto heads = static_cast<std::uint8_t>((state_.device & 0x0F) + 1);
  if (sectors == 0) return abort(error_abrt, now);
  state_.settings.translation = translated_geometry(medium_.sectors(), heads, sectors);
  stay_busy(command_time, ending::command_done, now);
}

void ata_disk::set_features(instant now) {
  const std::uint8_t mode = state_.count.current;
  switch (state_.features.current) {
    case feature_write_cache_on:
      state_.settings.write_cache = true;
      break;
    case feature_write_cache_off:
      state_.settings.write_cache = false;
      return start_medium(block_request::kind::flush, ending::flushed, now);
    case feature_look_ahead_on:
      state_.settings.look_ahead = true;
      break;
    case feature_look_ahead_off:
      state_.settings.look_ahead = false;
      break;
    case feature_keep_settings:
      state_.settings_kept = true;
      break;
    case feature_revert_settings:
      state_.settings_kept = false;
      break;
    case feature_transfer_mode:
      // PIO default with and without IORDY, PIO modes 0 to 4; the DMA modes are not there.
      if (mode <= 0x01 || (mode >= 0x08 && mode <= 0x0C)) break;
      return abort(error_abrt, now);
    default:
      return abort(error_abrt, now);
  }
  stay_busy(command_time, ending::command_done, now);
}

void ata_disk::native_max(instant now) {
  const std::uint64_t last = medium_.sectors() - 1;
  const bool extended = state_.address_by == addressing::lba48;
  if (!extended) state_.address_by = addressing::lba28;
  post_address(!extended && last > 0x0FFF'FFFF ? 0x0FFF'FFFF : last);
  stay_busy(command_time, ending::command_done, now);
}

void ata_disk::go_to_power(power level, instant now) {
  state_.level = level;
  stay_busy(command_time, ending::command_done, now);
}

}  // namespace trapline::devices
