/// The UART of a PC's serial port: National Semiconductor PC16550D (16550A), datasheet of June 1995, sections
/// 8.0 (registers) and 8.4 to 8.6 (FIFO interrupt and polled mode), with the 1.8432 MHz crystal and the OUT2
/// gate of the PC's serial adapter.
/// Element 13 (Fig. 1): an I/O device.
///
/// The transmitter moves characters at the programmed rate: a character written into an idle transmitter
/// leaves the holding register 16 BAUDOUT cycles later (the datasheet allows 8 to 24), takes its start, data,
/// parity and stop bits, and reaches the text sink at the end of its last stop bit.
///
/// OUT2 gates the interrupt by its register bit, in loopback too, as in the Super I/O chips of the time;
/// where OUT2 is a pin (the first adapters) loopback would close the gate. A divisor of 0, which the
/// datasheet leaves open, counts as the 65536 that a 16-bit down counter makes of it.
///
/// A word length of five bits, the reset value, is taken for one that nobody programmed: the text sink gets
/// the whole byte, as from the UARTs of virtual machines, so that programs which count on that can be read.
///
/// *Not modelled*: DMA signalling (FCR bit 3 is accepted; RXRDY and TXRDY have no pins here), the receiver's
/// sampling (a received character arrives whole, whatever rate and format its sender used), and the
/// factory-test behaviour of a write to LSR or MSR (ignored).
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/line.h"
#include "models/devices/serial/ns16550_registers.h"
#include "models/devices/serial/serial_port.h"
#include "models/devices/stateful_device.h"
#include "models/devices/text_sink.h"

namespace trapline::devices {

struct ns16550_state {
  static constexpr unsigned fifo_depth = 16;
  struct received {
    std::uint8_t byte;
    std::uint8_t errors;
  };

  std::array<received, fifo_depth> rx{};
  std::array<std::uint8_t, fifo_depth> tx{};
  std::uint8_t rx_first = 0, rx_count = 0, last_received = 0;
  std::uint8_t tx_first = 0, tx_count = 0, shift_register = 0;
  std::uint8_t ier = 0, iir = ns16550_registers::iir_none, fcr = 0, lcr = 0, mcr = 0,
               lsr = ns16550_registers::lsr_thre | ns16550_registers::lsr_temt, msr = 0, scr = 0xFF;
  std::uint16_t divisor = 12;  // open at power-on; 9600 baud
  std::uint8_t modem_inputs = 0;
  bool shifting = false;
  bool in_looped_break = false;
  bool thre_pending = false;
  bool timeout_pending = false;
  bool tx_had_two = false;          // the transmit FIFO held two characters at once since THRE was last set
  bool tx_first_after_fcr = false;  // the first THRE interrupt after FCR bit 0 changed is never delayed
  cycles tx_clock{};                // when `tx_due` is, in cycles of the crystal
  instant tx_due = instant::never();
  instant thre_due = instant::never();
  instant timeout_due = instant::never();
  instant break_due = instant::never();
  instant next = instant::never();
};

template <typename Members>
void describe(Members& m, ns16550_state::received& s) {
  m("byte", s.byte);
  m("errors", s.errors);
}

template <typename Members>
void describe(Members& m, ns16550_state& s) {
  m.begins("ns16550", 1);
  m("rx", s.rx);
  m("tx", s.tx);
  m("rx_first", s.rx_first);
  m("rx_count", s.rx_count);
  m("last_received", s.last_received);
  m("tx_first", s.tx_first);
  m("tx_count", s.tx_count);
  m("shift_register", s.shift_register);
  m("ier", s.ier);
  m("iir", s.iir);
  m("fcr", s.fcr);
  m("lcr", s.lcr);
  m("mcr", s.mcr);
  m("lsr", s.lsr);
  m("msr", s.msr);
  m("scr", s.scr);
  m("divisor", s.divisor);
  m("modem_inputs", s.modem_inputs);
  m("shifting", s.shifting);
  m("in_looped_break", s.in_looped_break);
  m("thre_pending", s.thre_pending);
  m("timeout_pending", s.timeout_pending);
  m("tx_had_two", s.tx_had_two);
  m("tx_first_after_fcr", s.tx_first_after_fcr);
  m("tx_clock", s.tx_clock);
  m("tx_due", s.tx_due);
  m("thre_due", s.thre_due);
  m("timeout_due", s.timeout_due);
  m("break_due", s.break_due);
  m("next", s.next);
}

class ns16550 final : public stateful_device<ns16550_state>, public serial_port {
 public:
  static constexpr clock_domain crystal{1'843'200};
  enum line_error : std::uint8_t {
    parity_error = ns16550_registers::lsr_pe,
    framing_error = ns16550_registers::lsr_fe,
    break_received = ns16550_registers::lsr_bi
  };
  struct modem_lines {
    bool cts, dsr, ri, dcd;
  };

  /// COM1 unless told otherwise. @param out hears each character when it has been sent; nullptr for nobody.
  explicit ns16550(text_sink* out = nullptr, std::uint16_t first_port = 0x3F8);

  std::span<const port_window> ports() const override { return {&window_, 1}; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override {
    if (now >= state_.next) catch_up(now);
  }
  instant next_event() const override { return state_.next; }
  void reset(instant now) override;

  /// A character has come in whole from the serial line; `errors` is a set of `line_error`.
  void receive(std::uint8_t byte, instant now, std::uint8_t errors = 0);
  /// Everything that was written and waits goes out at once, without interrupts: the guest has turned the machine
  /// off, and whoever reads its output waits for the line.
  void send_rest();
  /// The far end's levels; at power-on CTS, DSR and DCD are on, as from a terminal that is there.
  void set_modem_lines(modem_lines lines, instant now);

  /// From the start bit to the end of the stop bits at the present settings: how far apart a sender at the
  /// same settings delivers its characters.
  duration character_time() const { return crystal.span(character_clocks()); }
  bool dtr() const { return !loopback() && (state_.mcr & ns16550_registers::mcr_dtr) != 0; }
  bool rts() const { return !loopback() && (state_.mcr & ns16550_registers::mcr_rts) != 0; }
  bool sending_break() const { return !loopback() && (state_.lcr & ns16550_registers::lcr_break) != 0; }
  output_line& irq() { return irq_; }

  void receive_character(std::uint8_t byte, instant now) override { receive(byte, now); }
  bool has_unread() const override { return state_.rx_count > 0; }
  bool listens() const override { return rts() || (state_.ier & ns16550_registers::ier_erbfi) != 0; }
  bool may_poll() const override { return state_.mcr == 0 && state_.ier == 0; }

 private:
  void state_restored() override;
  void write_fcr(std::uint8_t value);
  void write_ier(std::uint8_t value);
  std::uint8_t read_rbr(instant now);
  void write_thr(std::uint8_t value, instant now);
  void set_divisor(unsigned divisor);
  bool interrupting() const { return (state_.iir & ns16550_registers::iir_none) == 0 && out2(); }
  void settle(instant at);
  void update_modem();

  // ns16550_line.cpp: what happens at the line's pace
  void catch_up(instant now);
  void load_shift_register();
  void finish_character(instant at);
  void deliver(std::uint8_t byte, std::uint8_t errors, instant at);
  void reveal_errors();
  void watch_break(instant now);
  cycles character_clocks() const;
  duration timeout_time() const { return crystal.span(character_clocks() * 4); }
  unsigned baud_clocks() const { return state_.divisor == 0 ? 0x10000U : state_.divisor; }

  static constexpr std::uint8_t five_bits = 0x1F;
  std::uint8_t word_mask() const {
    return static_cast<std::uint8_t>(0xFF >> (3 - (state_.lcr & ns16550_registers::lcr_word_length)));
  }
  bool loopback() const { return (state_.mcr & ns16550_registers::mcr_loop) != 0; }
  bool fifos() const { return (state_.fcr & ns16550_registers::fcr_enable) != 0; }
  bool dlab() const { return (state_.lcr & ns16550_registers::lcr_dlab) != 0; }
  bool out2() const { return (state_.mcr & ns16550_registers::mcr_out2) != 0; }

  text_sink* out_;
  port_window window_;
  output_line irq_;
};

}  // namespace trapline::devices
