/// The 16550A at the pace of the serial line: shifting out, characters arriving, the timers beside them.
#include <algorithm>

#include "models/devices/serial/ns16550.h"

namespace trapline::devices {

using namespace ns16550_registers;

void ns16550::catch_up(instant now) {
  ns16550_state& s = state_;
  while (s.next <= now) {
    const instant at = s.next;
    if (s.tx_due == at) {
      if (s.shifting) finish_character(at);
      load_shift_register();
    }
    if (s.thre_due == at) {
      s.thre_due = instant::never();
      s.thre_pending = true;
    }
    if (s.timeout_due == at) {
      s.timeout_due = instant::never();
      s.timeout_pending = true;
    }
    if (s.break_due == at) {
      s.break_due = instant::never();
      deliver(0, break_received | framing_error, at);
    }
    settle(at);
  }
}

cycles ns16550::character_clocks() const {
  const unsigned data_bits = 5 + (state_.lcr & unsigned{lcr_word_length});
  const unsigned parity_bits = (state_.lcr & lcr_parity) != 0 ? 1 : 0;
  // Half bits, because five data bits with the long stop have one and a half stop bits.
  unsigned half_bits = 2 * (1 + data_bits + parity_bits + 1);
  if ((state_.lcr & lcr_stop_bits) != 0) half_bits += data_bits == 5 ? 1 : 2;
  return cycles{8} * half_bits * baud_clocks();
}

void ns16550::load_shift_register() {
  ns16550_state& s = state_;
  s.shifting = s.tx_count > 0;
  if (!s.shifting) {
    s.tx_due = instant::never();
    return;
  }
  s.shift_register = s.tx[s.tx_first];
  s.tx_first = (s.tx_first + 1) % ns16550_state::fifo_depth;
  --s.tx_count;
  const cycles start = s.tx_clock;
  s.tx_clock += character_clocks();
  s.tx_due = crystal.edge(s.tx_clock);
  if (s.tx_count > 0) return;
  // The FIFO's empty indication waits for a character time less the last stop bit unless two characters have
  // been in the FIFO together since it was last given (section 8.4).
  if (fifos() && !s.tx_had_two && !s.tx_first_after_fcr)
    s.thre_due = crystal.edge(start + character_clocks() - cycles{16} * baud_clocks());
  else
    s.thre_pending = true;
  s.tx_had_two = s.tx_first_after_fcr = false;
}

void ns16550::finish_character(instant at) {
  if ((state_.lcr & lcr_break) != 0) return;  // the line is held at space: nobody sees the character
  const std::uint8_t written = state_.shift_register;
  const auto sent = static_cast<std::uint8_t>(written & word_mask());
  if (loopback()) return deliver(sent, 0, at);
  const bool never_programmed = word_mask() == five_bits;
  if (out_ != nullptr) out_->put(static_cast<char>(never_programmed ? written : sent));
}

void ns16550::send_rest() {
  ns16550_state& s = state_;
  if (loopback()) return;
  if (s.shifting) finish_character(s.tx_due);
  for (; s.tx_count > 0; --s.tx_count) {
    s.shift_register = s.tx[s.tx_first];
    s.tx_first = (s.tx_first + 1) % ns16550_state::fifo_depth;
    finish_character(s.tx_due);
  }
  s.shifting = false;
  s.tx_due = instant::never();
  s.next = std::min({s.thre_due, s.timeout_due, s.break_due});
}

void ns16550::receive(std::uint8_t byte, instant now, std::uint8_t errors) {
  advance_to(now);
  if (loopback()) return;  // SIN is disconnected
  deliver(byte & word_mask(), errors & (parity_error | framing_error | break_received), now);
  settle(now);
}

void ns16550::deliver(std::uint8_t byte, std::uint8_t errors, instant at) {
  ns16550_state& s = state_;
  const unsigned depth = fifos() ? ns16550_state::fifo_depth : 1;
  if (s.rx_count == depth) {
    s.lsr |= lsr_oe;
    // The FIFO keeps what it has and the shift register is lost; without FIFOs the old character is lost.
    if (depth == 1) {
      s.rx[s.rx_first] = {byte, errors};
      reveal_errors();
    }
    return;
  }
  s.rx[(s.rx_first + s.rx_count) % ns16550_state::fifo_depth] = {byte, errors};
  if (++s.rx_count == 1) reveal_errors();
  if (fifos() && !s.timeout_pending) s.timeout_due = at + timeout_time();
}

void ns16550::reveal_errors() { state_.lsr |= state_.rx[state_.rx_first].errors; }

void ns16550::watch_break(instant now) {
  const bool looped_break = loopback() && (state_.lcr & lcr_break) != 0;
  if (!looped_break) {
    state_.break_due = instant::never();
    state_.in_looped_break = false;
  } else if (!state_.in_looped_break) {
    state_.in_looped_break = true;
    state_.break_due = now + character_time();
  }
}

}  // namespace trapline::devices
