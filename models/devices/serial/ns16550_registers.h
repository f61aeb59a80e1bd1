/// The 16550A's registers and their bits, by the names of the PC16550D's datasheet, table II.
#pragma once

#include <cstdint>

namespace trapline::devices::ns16550_registers {

/// With DLAB the first two are the divisor latch.
enum reg : unsigned { rbr_thr, ier, iir_fcr, lcr, mcr, lsr, msr, scr };

inline constexpr std::uint8_t ier_erbfi = 0x01, ier_etbei = 0x02, ier_elsi = 0x04, ier_edssi = 0x08,
                              ier_all = 0x0F;

/// What an interrupt is for; bit 0 is 0 if there is one.
inline constexpr std::uint8_t iir_none = 0x01, iir_modem = 0x00, iir_thre = 0x02, iir_data = 0x04,
                              iir_line = 0x06, iir_timeout = 0x0C, iir_id = 0x0F, iir_fifos = 0xC0;

inline constexpr std::uint8_t fcr_enable = 0x01, fcr_reset_rx = 0x02, fcr_reset_tx = 0x04, fcr_dma = 0x08,
                              fcr_trigger = 0xC0;
inline constexpr unsigned fcr_trigger_shift = 6;

inline constexpr std::uint8_t lcr_word_length = 0x03, lcr_stop_bits = 0x04, lcr_parity = 0x08,
                              lcr_break = 0x40, lcr_dlab = 0x80;

inline constexpr std::uint8_t mcr_dtr = 0x01, mcr_rts = 0x02, mcr_out1 = 0x04, mcr_out2 = 0x08,
                              mcr_loop = 0x10, mcr_all = 0x1F;

inline constexpr std::uint8_t lsr_dr = 0x01, lsr_oe = 0x02, lsr_pe = 0x04, lsr_fe = 0x08, lsr_bi = 0x10,
                              lsr_errors = lsr_oe | lsr_pe | lsr_fe | lsr_bi, lsr_thre = 0x20,
                              lsr_temt = 0x40, lsr_fifo_error = 0x80;

/// The upper half are the lines, the lower half tells which have changed.
inline constexpr std::uint8_t msr_teri = 0x04, msr_deltas = 0x0F, msr_lines = 0xF0;
inline constexpr unsigned msr_line_of_delta = 4;  ///< a line stands so many bits above its delta
inline constexpr std::uint8_t msr_cts = 0x10, msr_dsr = 0x20, msr_ri = 0x40, msr_dcd = 0x80;

}  // namespace trapline::devices::ns16550_registers
