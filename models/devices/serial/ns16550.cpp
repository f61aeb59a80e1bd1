/// The 16550A's registers and its interrupt logic.
#include "models/devices/serial/ns16550.h"

#include <algorithm>

namespace trapline::devices {

using namespace ns16550_registers;

namespace {

constexpr std::array<std::uint8_t, 4> trigger_levels{1, 4, 8, 14};

}  // namespace

ns16550::ns16550(text_sink* out, std::uint16_t first_port) : out_{out}, window_{first_port, 8, 0} {
  state_.modem_inputs = msr_cts | msr_dsr | msr_dcd;
  state_.msr = state_.modem_inputs;
}

std::uint32_t ns16550::read(unsigned reg, unsigned, instant now) {
  advance_to(now);
  ns16550_state& s = state_;
  switch (reg & 7) {
    case rbr_thr:
      return dlab() ? s.divisor & 0xFFU : read_rbr(now);
    case ier:
      return dlab() ? s.divisor >> 8U : s.ier;
    case iir_fcr: {
      const std::uint8_t id = s.iir;
      if ((id & iir_id) == iir_thre) {
        s.thre_pending = false;
        settle(now);
      }
      return id;
    }
    case lcr:
      return s.lcr;
    case mcr:
      return s.mcr;
    case lsr: {
      const std::uint8_t status = s.lsr;
      if ((status & lsr_errors) != 0) {
        s.lsr = static_cast<std::uint8_t>(status & ~lsr_errors);
        s.rx[s.rx_first].errors = 0;
        settle(now);
      }
      return status;
    }
    case msr: {
      const std::uint8_t status = s.msr;
      if ((status & msr_deltas) != 0) {
        s.msr = static_cast<std::uint8_t>(status & ~msr_deltas);
        settle(now);
      }
      return status;
    }
    default:
      return s.scr;
  }
}

void ns16550::write(unsigned reg, unsigned, std::uint32_t wide, instant now) {
  advance_to(now);
  ns16550_state& s = state_;
  const auto value = static_cast<std::uint8_t>(wide);
  switch (reg & 7) {
    case rbr_thr:
      if (dlab())
        set_divisor((s.divisor & 0xFF00U) | value);
      else
        write_thr(value, now);
      break;
    case ier:
      if (dlab())
        set_divisor((s.divisor & 0x00FFU) | static_cast<unsigned>(value) << 8);
      else
        write_ier(value);
      break;
    case iir_fcr:
      write_fcr(value);
      break;
    case lcr:
      s.lcr = value;
      watch_break(now);
      break;
    case mcr:
      s.mcr = value & mcr_all;
      update_modem();
      watch_break(now);
      break;
    case lsr:
    case msr:
      return;
    default:
      s.scr = value;
      return;
  }
  settle(now);
}

void ns16550::reset(instant now) {
  // MR leaves the scratch register, the divisor and the receiver buffer as they are (datasheet table I).
  ns16550_state& s = state_;
  s.ier = s.fcr = s.lcr = s.mcr = 0;
  s.lsr = 0;
  s.rx_count = s.tx_count = 0;
  s.shifting = s.thre_pending = s.timeout_pending = s.tx_had_two = s.tx_first_after_fcr = s.in_looped_break =
      false;
  s.tx_due = s.thre_due = s.timeout_due = s.break_due = instant::never();
  s.msr = s.modem_inputs;
  settle(now);
}

void ns16550::state_restored() { irq_.restore(interrupting()); }

void ns16550::set_modem_lines(modem_lines lines, instant now) {
  advance_to(now);
  state_.modem_inputs = static_cast<std::uint8_t>((lines.cts ? msr_cts : 0) | (lines.dsr ? msr_dsr : 0) |
                                                  (lines.ri ? msr_ri : 0) | (lines.dcd ? msr_dcd : 0));
  update_modem();
  settle(now);
}

void ns16550::update_modem() {
  unsigned level = state_.modem_inputs;
  if (loopback()) {
    // RTS is CTS there, DTR is DSR, OUT1 is RI, and OUT2 is DCD.
    const auto looped = [this](std::uint8_t output, std::uint8_t input) {
      return (state_.mcr & output) != 0 ? unsigned{input} : 0U;
    };
    level = looped(mcr_rts, msr_cts) | looped(mcr_dtr, msr_dsr) | looped(mcr_out1, msr_ri) |
            looped(mcr_out2, msr_dcd);
  }
  const unsigned before = state_.msr & msr_lines;
  // TERI tells of RI's trailing edge only; the other three of any change.
  unsigned deltas = ((before ^ level) & (msr_cts | msr_dsr | msr_dcd)) >> msr_line_of_delta;
  if ((before & msr_ri) != 0 && (level & msr_ri) == 0) deltas |= msr_teri;
  state_.msr = static_cast<std::uint8_t>(level | (state_.msr & msr_deltas) | deltas);
}

void ns16550::write_ier(std::uint8_t value) {
  const bool thre_was_enabled = (state_.ier & ier_etbei) != 0;
  state_.ier = value & ier_all;
  if (!thre_was_enabled && (value & ier_etbei) != 0 && state_.tx_count == 0) state_.thre_pending = true;
}

void ns16550::write_fcr(std::uint8_t value) {
  ns16550_state& s = state_;
  const bool changed = ((s.fcr ^ value) & fcr_enable) != 0;
  if ((value & fcr_enable) == 0 && !changed) return;  // the other bits are taken only together with bit 0
  s.fcr = (value & fcr_enable) == 0 ? 0 : value & (fcr_enable | fcr_dma | fcr_trigger);
  if (changed || (value & fcr_reset_rx) != 0) {
    s.rx_count = 0;
    s.timeout_pending = false;
    s.timeout_due = instant::never();
  }
  if (changed || (value & fcr_reset_tx) != 0) {
    if (s.tx_count != 0) s.thre_pending = true;
    s.tx_count = 0;
    s.tx_had_two = false;
    if (!s.shifting) s.tx_due = instant::never();
  }
  if (changed) s.tx_first_after_fcr = true;
}

std::uint8_t ns16550::read_rbr(instant now) {
  ns16550_state& s = state_;
  if (s.rx_count == 0) return s.last_received;
  s.last_received = s.rx[s.rx_first].byte;
  s.rx_first = (s.rx_first + 1) % ns16550_state::fifo_depth;
  --s.rx_count;
  s.timeout_pending = false;
  s.timeout_due = fifos() && s.rx_count > 0 ? now + timeout_time() : instant::never();
  if (s.rx_count > 0) reveal_errors();
  settle(now);
  return s.last_received;
}

void ns16550::set_divisor(unsigned divisor) { state_.divisor = static_cast<std::uint16_t>(divisor); }

void ns16550::write_thr(std::uint8_t value, instant now) {
  ns16550_state& s = state_;
  s.thre_pending = false;
  s.thre_due = instant::never();
  const unsigned depth = fifos() ? ns16550_state::fifo_depth : 1;
  if (s.tx_count == depth) {
    // A full FIFO takes no more; without FIFOs the holding register is simply written over.
    if (depth == 1) s.tx[s.tx_first] = value;
    return;
  }
  s.tx[(s.tx_first + s.tx_count) % ns16550_state::fifo_depth] = value;
  ++s.tx_count;
  if (s.tx_count >= 2) s.tx_had_two = true;
  if (!s.shifting && s.tx_count == 1) {
    s.tx_clock = crystal.edge_not_before(now) + cycles{16} * baud_clocks();
    s.tx_due = crystal.edge(s.tx_clock);
  }
}

void ns16550::settle(instant at) {
  ns16550_state& s = state_;
  unsigned status = s.lsr & lsr_errors;
  if (s.rx_count > 0) status |= lsr_dr;
  if (s.tx_count == 0) status |= s.shifting ? lsr_thre : lsr_thre | lsr_temt;
  if (fifos()) {
    for (unsigned i = 0; i < s.rx_count; ++i)
      if (s.rx[(s.rx_first + i) % ns16550_state::fifo_depth].errors != 0) status |= lsr_fifo_error;
  }
  s.lsr = static_cast<std::uint8_t>(status);

  const unsigned trigger = fifos() ? trigger_levels[s.fcr >> fcr_trigger_shift] : 1;
  unsigned id = iir_none;
  if ((s.ier & ier_elsi) != 0 && (status & lsr_errors) != 0)
    id = iir_line;
  else if ((s.ier & ier_erbfi) != 0 && s.timeout_pending)
    id = iir_timeout;
  else if ((s.ier & ier_erbfi) != 0 && s.rx_count >= trigger)
    id = iir_data;
  else if ((s.ier & ier_etbei) != 0 && s.thre_pending)
    id = iir_thre;
  else if ((s.ier & ier_edssi) != 0 && (s.msr & msr_deltas) != 0)
    id = iir_modem;
  s.iir = static_cast<std::uint8_t>(id | (fifos() ? iir_fifos : 0));
  s.next = std::min({s.tx_due, s.thre_due, s.timeout_due, s.break_due});
  irq_.set(interrupting(), at);
}

}  // namespace trapline::devices
