/// Parallel port of a PC with a printer at its cable, whose paper is text: the one-way port of the first PCs (SPP),
/// which every later one can be, and the printer's end of Centronics' handshake. Lets its user forget the handshake:
/// a character is on paper as soon as the port has strobed it.
/// SMSC FDC37C665GT data sheet, "Parallel port", printer mode (registers, inverted lines, interrupt; bits that are
/// nobody's read as zeros, by which a BIOS that looks at all of the status goes);
/// IEEE Std 1284-1994, compatibility mode (BUSY and nACK).
/// A switch in the printer holds nSELECT IN, as it comes from the factory: it is selected whatever the port says.
/// Two things are this model's own. The printer takes 10 us for a character, and 5 us (the standard: 0.5 to 10) for
/// nACK; BUSY falls with nACK, and a strobe from then on is taken. And an nACK that nobody has interrupts for stays readable until the status is read once after it began, so
/// that software that waits for it by polling, as a BIOS does, finds it wherever the port is.
/// *Not modelled*: the two-way modes (PS/2, EPP, ECP), which read as not there; what escape sequences do to paper.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/line.h"
#include "models/devices/stateful_device.h"
#include "models/devices/text_sink.h"

namespace trapline::devices {

namespace parallel_registers {

enum reg : unsigned { data, status, control };

/// The pins' levels, but for BUSY, which is inverted; bits 0 to 2 are nobody's.
inline constexpr std::uint8_t status_not_busy = 0x80, status_nack = 0x40, status_paper_out = 0x20,
                              status_selected = 0x10, status_nerror = 0x08;

/// A one lets the pin go low, but for nINIT; bits 5 to 7 are nobody's.
inline constexpr std::uint8_t control_strobe = 0x01, control_autofeed = 0x02, control_ninit = 0x04,
                              control_select = 0x08, control_irq = 0x10, control_all = 0x1F;

}  // namespace parallel_registers

struct parallel_printer_state {
  std::uint8_t data;
  std::uint8_t control;  ///< the bits that software can write
  bool taking;           ///< BUSY for a character
  bool acknowledging;    ///< nACK is low
  bool unseen;           ///< no status was read since nACK went low
  bool irq;              ///< the level: from the end of an nACK to the next one, while enabled
  bool off_line;         ///< what stands at the printer
  bool out_of_paper;
  bool faulty;
  instant next;  ///< when `taking` or `acknowledging` ends; never() if neither
};

template <typename Members>
void describe(Members& m, parallel_printer_state& s) {
  m.begins("parallel_printer", 1);
  m("data", s.data);
  m("control", s.control);
  m("taking", s.taking);
  m("acknowledging", s.acknowledging);
  m("unseen", s.unseen);
  m("irq", s.irq);
  m("off_line", s.off_line);
  m("out_of_paper", s.out_of_paper);
  m("faulty", s.faulty);
  m("next", s.next);
}

class parallel_printer final : public stateful_device<parallel_printer_state> {
 public:
  static constexpr duration character_time = duration::us(10);
  static constexpr duration acknowledge_time = duration::us(5);
  /// What somebody in front of the printer sees and does.
  struct condition {
    bool on_line = true, paper = true, fault = false;
  };

  /// @param paper gets each character that is printed.
  explicit parallel_printer(text_sink& paper) : paper_{paper} { state_.next = instant::never(); }

  std::span<const port_window> ports() const override { return windows; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override;
  instant next_event() const override { return state_.next; }
  /// The port's reset clears its control register: nINIT is low until software raises it.
  void reset(instant now) override;

  void set_condition(condition, instant now);
  output_line& irq() { return irq_; }

 private:
  bool has(std::uint8_t control_bit) const { return (state_.control & control_bit) != 0; }
  bool ready() const;
  std::uint8_t status() const;
  void write_control(std::uint8_t value, instant now);
  void print();
  void end_acknowledge(instant at);
  void stop_handshake();
  void drive_irq(bool high, instant at);
  void state_restored() override { irq_.restore(state_.irq); }

  static constexpr std::array<port_window, 1> windows{{{0x378, 3, 0}}};

  text_sink& paper_;
  output_line irq_;
};

}  // namespace trapline::devices
