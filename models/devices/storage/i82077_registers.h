/// Names for the bits and commands of the 82077AA (Intel data sheet 290166, sections 2, 5 and 6).
#pragma once

#include <cstdint>

namespace trapline::devices::fdc {

/// Registers as an i82077 counts them: the offset from 3F0h.
enum reg : unsigned {
  reg_dor = 2,
  reg_tdr = 3,
  reg_msr = 4,
  reg_dsr = 4,
  reg_fifo = 5,
  reg_dir = 7,
  reg_ccr = 7,
};

enum dor : std::uint8_t { dor_drive = 0x03, dor_not_reset = 0x04, dor_dmagate = 0x08, dor_motor_0 = 0x10 };
enum dsr : std::uint8_t { dsr_rate = 0x03, dsr_power_down = 0x40, dsr_reset = 0x80 };
enum msr : std::uint8_t { msr_busy = 0x10, msr_non_dma = 0x20, msr_dio = 0x40, msr_rqm = 0x80 };

enum st0 : std::uint8_t {
  st0_head = 0x04,
  st0_equipment = 0x10,
  st0_seek_end = 0x20,
  st0_abnormal = 0x40,
  st0_invalid = 0x80,
  st0_polling = 0xC0,
};
enum st1 : std::uint8_t {
  st1_missing_mark = 0x01,
  st1_not_writable = 0x02,
  st1_no_data = 0x04,
  st1_overrun = 0x10,
  st1_data_error = 0x20,
  st1_end_of_cylinder = 0x80,
};
enum st2 : std::uint8_t {
  st2_wrong_cylinder = 0x10,
  st2_data_error = 0x20,
  st2_control_mark = 0x40,
};
enum st3 : std::uint8_t { st3_two_sides = 0x08, st3_track_0 = 0x10, st3_ready = 0x20, st3_protected = 0x40 };

/// First bytes of commands, without their option bits.
enum command : std::uint8_t {
  cmd_read_track = 0x02,
  cmd_specify = 0x03,
  cmd_sense_drive = 0x04,
  cmd_write = 0x05,
  cmd_read = 0x06,
  cmd_recalibrate = 0x07,
  cmd_sense_interrupt = 0x08,
  cmd_write_deleted = 0x09,
  cmd_read_id = 0x0A,
  cmd_read_deleted = 0x0C,
  cmd_format = 0x0D,
  cmd_dump_registers = 0x0E,
  cmd_seek = 0x0F,
  cmd_version = 0x10,
  cmd_perpendicular = 0x12,
  cmd_configure = 0x13,
  cmd_lock = 0x14,
  cmd_verify = 0x16,
  cmd_relative_seek = 0x8F,
  cmd_invalid = 0xFF,
};
enum options : std::uint8_t {
  opt_mt = 0x80,
  opt_mfm = 0x40,
  opt_sk = 0x20,
  opt_inwards = 0x40,
  opt_ec = 0x80
};

enum configuration : std::uint8_t {
  conf_implied_seek = 0x40,
  conf_no_fifo = 0x20,
  conf_no_polling = 0x10,
  conf_threshold = 0x0F,
};

}  // namespace trapline::devices::fdc
