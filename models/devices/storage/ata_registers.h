/// Names for the bits and commands of ATA-6 (ANSI INCITS 361-2002, clauses 7 and 8).
#pragma once

#include <cstdint>

namespace trapline::devices::ata {

/// Registers as an ata_disk counts them: the command block, then what stands at 3F6h.
enum reg : unsigned {
  reg_data = 0,
  reg_error = 1,
  reg_features = 1,
  reg_count = 2,
  reg_lba_low = 3,
  reg_lba_mid = 4,
  reg_lba_high = 5,
  reg_device = 6,
  reg_status = 7,
  reg_command = 7,
  reg_control = 8,
};

enum status : std::uint8_t {
  status_err = 0x01,
  status_drq = 0x08,
  status_dsc = 0x10,
  status_df = 0x20,
  status_drdy = 0x40,
  status_bsy = 0x80,
};

enum error : std::uint8_t {
  error_none = 0x00,
  error_diagnostic_passed = 0x01,
  error_abrt = 0x04,
  error_idnf = 0x10,
  error_unc = 0x40,
  error_wp = 0x40,
};

enum device_bits : std::uint8_t { device_dev = 0x10, device_lba = 0x40 };
enum control_bits : std::uint8_t { control_nien = 0x02, control_srst = 0x04, control_hob = 0x80 };

enum command : std::uint8_t {
  cmd_nop = 0x00,
  cmd_recalibrate = 0x10,
  cmd_read = 0x20,
  cmd_read_no_retry = 0x21,
  cmd_read_ext = 0x24,
  cmd_read_native_max_ext = 0x27,
  cmd_read_multiple_ext = 0x29,
  cmd_write = 0x30,
  cmd_write_no_retry = 0x31,
  cmd_write_ext = 0x34,
  cmd_write_multiple_ext = 0x39,
  cmd_verify = 0x40,
  cmd_verify_no_retry = 0x41,
  cmd_verify_ext = 0x42,
  cmd_seek = 0x70,
  cmd_diagnostic = 0x90,
  cmd_initialize_parameters = 0x91,
  cmd_old_standby_immediate = 0x94,
  cmd_old_idle_immediate = 0x95,
  cmd_old_standby = 0x96,
  cmd_old_idle = 0x97,
  cmd_old_check_power = 0x98,
  cmd_old_sleep = 0x99,
  cmd_identify_packet = 0xA1,
  cmd_read_multiple = 0xC4,
  cmd_write_multiple = 0xC5,
  cmd_set_multiple = 0xC6,
  cmd_standby_immediate = 0xE0,
  cmd_idle_immediate = 0xE1,
  cmd_standby = 0xE2,
  cmd_idle = 0xE3,
  cmd_check_power = 0xE5,
  cmd_sleep = 0xE6,
  cmd_flush = 0xE7,
  cmd_flush_ext = 0xEA,
  cmd_identify = 0xEC,
  cmd_set_features = 0xEF,
  cmd_read_native_max = 0xF8,
};

/// SET FEATURES, table 44.
enum feature : std::uint8_t {
  feature_write_cache_on = 0x02,
  feature_transfer_mode = 0x03,
  feature_look_ahead_off = 0x55,
  feature_keep_settings = 0x66,
  feature_write_cache_off = 0x82,
  feature_look_ahead_on = 0xAA,
  feature_revert_settings = 0xCC,
};

}  // namespace trapline::devices::ata
