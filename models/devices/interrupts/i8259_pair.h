/// The PC's two 8259As, the slave's INT on the master's IR2, with the edge/level control registers that
/// the PCI chipsets added (ELCR, ports 4D0h and 4D1h).
/// Element 14 (Fig. 1).
/// Intel 8259A datasheet 231468, "Cascade mode"; Intel 82801BA (ICH2) datasheet 290687, "ELCR1", "ELCR2".
/// An interrupt is chosen when the processor acknowledges, never when a line rises: what was urgent at
/// the one time may have gone, or been overtaken, at the other. A slave's INT falls for a moment at each
/// acknowledge, so that its next request is an edge for the master.
/// *Not modelled*: the bus when no chip answers an acknowledge (a cascade that is programmed wrongly)
/// reads FFh; the time from a line to INT (hundreds of nanoseconds).
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/interrupts/i8259.h"
#include "models/devices/interrupts/interrupt_controller.h"
#include "models/devices/line.h"
#include "models/devices/stateful_device.h"

namespace trapline::devices {

struct i8259_pair_state {
  i8259 master;
  i8259 slave;
};

template <typename Members>
void describe(Members& m, i8259_pair_state& s) {
  m.begins("i8259_pair", 1);
  m("master", s.master);
  m("slave", s.slave);
}

/// IRQs are 0 to 15; the observer hears nothing of the cascade input 2.
class i8259_pair final : public stateful_device<i8259_pair_state>, public interrupt_controller {
 public:
  /// Power-on: nothing is initialized, INTR is low.
  i8259_pair();

  std::span<const port_window> ports() const override { return windows; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override { drive(now); }
  instant next_event() const override { return instant::never(); }
  /// RESET reaches the chipset's ELCR and, in a chipset, the controllers too.
  void reset(instant now) override;

  /// IRQ n, 0 to 15; what is connected to 2 is not heard.
  line_sink& irq(unsigned n) override { return inputs_.at(n); }
  output_line& intr() override { return intr_; }
  bool listens_to(unsigned n) const override;
  /// The processor's two INTA pulses; always a vector, IR7's of the chip that found its request gone.
  int acknowledge(instant at) override;
  void observe(interrupt_observer* who) override { observer_ = who; }

 private:
  class input final : public line_sink {
   public:
    input() = default;
    void belongs_to(i8259_pair& pair, unsigned n) {
      pair_ = &pair;
      n_ = n;
    }
    void set_level(bool high, instant at) override { pair_->set_irq(n_, high, at); }

   private:
    i8259_pair* pair_ = nullptr;
    unsigned n_ = 0;
  };

  static constexpr std::array<port_window, 3> windows{{{0x20, 2, 0}, {0xA0, 2, 2}, {0x4D0, 2, 4}}};

  void state_restored() override { intr_.restore(state_.master.interrupting()); }
  void set_irq(unsigned n, bool high, instant at);
  void drive(instant at);
  std::uint16_t requests() const;
  std::uint16_t in_service() const;
  void report_requests(std::uint16_t before, instant at);
  void report_ends(std::uint16_t before, instant at);

  std::array<input, 16> inputs_;
  output_line intr_;
  interrupt_observer* observer_ = nullptr;
};

}  // namespace trapline::devices
