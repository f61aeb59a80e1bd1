/// The DP8390D's registers and bits by the data sheet's letters (National Semiconductor DP8390D/NS32490D,
/// section 10).
#pragma once

#include <cstdint>

namespace trapline::devices::dp8390_bits {

enum command_bit : std::uint8_t { stp = 0x01, sta = 0x02, txp = 0x04 };
/// Bits 5 to 3 of the command register.
enum remote_command : std::uint8_t { remote_read = 1, remote_write = 2, send_packet = 3, abort_remote = 4 };

/// Interrupt status and mask.
enum interrupt_bit : std::uint8_t {
  prx = 0x01,
  ptx = 0x02,
  rxe = 0x04,
  txe = 0x08,
  ovw = 0x10,
  cnt = 0x20,
  rdc = 0x40,
  rst = 0x80
};

enum data_configuration_bit : std::uint8_t { wts = 0x01, bos = 0x02, las = 0x04, ls = 0x08, arm = 0x10 };
enum transmit_configuration_bit : std::uint8_t { crc_inhibited = 0x01, lb = 0x06, atd = 0x08, ofst = 0x10 };
enum receive_configuration_bit : std::uint8_t {
  sep = 0x01,
  ar = 0x02,
  ab = 0x04,
  am = 0x08,
  pro = 0x10,
  mon = 0x20
};

enum transmit_status_bit : std::uint8_t { sent = 0x01, not_deferred = 0x02, crs_lost = 0x10, cdh = 0x40 };
enum receive_status_bit : std::uint8_t {
  intact = 0x01,
  crc_error = 0x02,
  fae = 0x04,
  mpa = 0x10,
  phy = 0x20,
  dis = 0x40
};

/// Which of the tally counters.
enum tally : unsigned { alignment_errors, crc_errors, missed_packets };

}  // namespace trapline::devices::dp8390_bits
