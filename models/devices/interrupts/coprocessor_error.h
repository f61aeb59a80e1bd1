/// The board's latch of coprocessor errors: FERR# in, IRQ13 and IGNNE# out, port F0h. The way of the PC AT,
/// by which software hears of x87 errors while CR0.NE is clear. Intel 82801BA datasheet 290687, "Coprocessor
/// Error" (COPROC_ERR, F0h); Intel SDM volume 1, appendix D. *Not modelled*: nothing. Port F1h, the reset of
/// an 80287, is not there: it reads all ones, as in the ICH.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/line.h"
#include "models/devices/stateful_device.h"

namespace trapline::devices {

struct coprocessor_error_state {
  bool ferr;   ///< the processor asserts FERR#
  bool irq13;  ///< since FERR# was asserted; until F0h is written
  bool ignne;  ///< F0h was written while FERR# was asserted; until that is over
};

template <typename Members>
void describe(Members& m, coprocessor_error_state& s) {
  m.begins("coprocessor_error", 1);
  m("ferr", s.ferr);
  m("irq13", s.irq13);
  m("ignne", s.ignne);
}

class coprocessor_error final : public stateful_device<coprocessor_error_state>, private line_sink {
 public:
  std::span<const port_window> ports() const override { return windows; }
  std::uint32_t read(unsigned, unsigned, instant) override { return 0xff; }
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant) override {}
  instant next_event() const override { return instant::never(); }
  void reset(instant now) override;

  /// High: asserted.
  line_sink& ferr() { return *this; }
  output_line& irq13() { return irq13_; }
  output_line& ignne() { return ignne_; }

 private:
  void set_level(bool high, instant at) override;
  void drive(instant at);
  void state_restored() override;

  static constexpr std::array<port_window, 1> windows{{{0xf0, 1, 0}}};

  output_line irq13_, ignne_;
};

}  // namespace trapline::devices
