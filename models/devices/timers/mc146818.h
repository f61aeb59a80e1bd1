/// Motorola MC146818 real-time clock with the AT's CMOS memory: time and calendar, alarm, periodic and
/// update-ended interrupts, 128 bytes, and the NMI mask that the AT put into bit 7 of its index port.
/// Element 13 (Fig. 1).
/// Motorola MC146818 datasheet (ADI-856); IBM PC AT Technical Reference, ports 70h and 71h.
/// Its clock is a 32.768 kHz crystal. Within each second of 32768 clocks the update cycle takes the first
/// 65 (1984 us), the registers change at its end, and UIP rises 8 clocks (244 us) before its beginning.
/// *Not modelled*: daylight saving (DSE reads back, nothing else); the SQW pin, which a PC leaves open; the
/// 4.19 and 1.05 MHz time bases and the test codes of DV (the divider stands still); the undefined values
/// that registers show during an update (they show the time before it); a century counter (byte 32h is memory
/// that firmware keeps).
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/line.h"
#include "models/devices/stateful_device.h"
#include "models/devices/timers/calendar_clock.h"
#include "models/devices/timers/cmos_memory.h"
#include "models/devices/timers/mc146818_calendar.h"

namespace trapline::devices {

struct mc146818_state {
  std::array<std::uint8_t, 128> ram;  ///< bytes 0-9 time, 0Ah-0Dh registers A-D without UIP and IRQF
  std::uint64_t edge;                 ///< the last edge of the crystal that was counted
  std::uint64_t chain;                ///< what the divider chain has counted
  std::uint8_t index;
  std::uint8_t nmi_masked;
  std::uint8_t locked;         ///< bytes 38h-3Fh are out of reach
  std::uint8_t update_spoilt;  ///< SET changed during this update cycle, which so comes to nothing
};

template <typename Members>
void describe(Members& m, mc146818_state& s) {
  m.begins("mc146818", 1);
  m("ram", s.ram);
  m("edge", s.edge);
  m("chain", s.chain);
  m("index", s.index);
  m("nmi_masked", s.nmi_masked);
  m("locked", s.locked);
  m("update_spoilt", s.update_spoilt);
}

class mc146818 final : public stateful_device<mc146818_state>, public calendar_clock, public cmos_memory {
 public:
  static constexpr clock_domain clock{32'768};

  /// Starts at that time, in BCD and 24 hours, with every interrupt off; the first second is over one
  /// second after power-on. @throws std::invalid_argument as mc146818_calendar::set.
  explicit mc146818(const calendar_time& start);

  std::span<const port_window> ports() const override { return windows; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override;
  /// While only the alarm can interrupt, every second is an event in which it may.
  instant next_event() const override;
  /// The RESET pin: interrupts off and flags cleared; time, memory and the rest of the registers stay.
  void reset(instant now) override;

  /// High while the chip asks (IRQ 8).
  output_line& irq() { return irq_; }
  /// High: bytes 38h to 3Fh read all ones and keep their values (port 92h, bit 3).
  line_sink& security_lock() { return lock_; }
  /// Clocks between two periodic interrupts; 0 while there are none.
  std::uint64_t periodic_interrupt_clocks() const;
  /// Says once more that a period has passed, for a monitor whose guest missed some.
  void repeat_periodic_interrupt(instant now);
  bool nmi_masked() const { return state_.nmi_masked != 0; }

  calendar_time time(instant now) override;
  /// The divider goes on. @throws std::invalid_argument as mc146818_calendar::set.
  void set_time(const calendar_time&, instant now) override;

  void set_cmos(unsigned index, std::uint8_t value) override { state_.ram.at(index) = value; }
  std::uint8_t cmos(unsigned index) const override { return state_.ram.at(index); }
  void update_checksum() override;

 private:
  class lock_input final : public line_sink {
   public:
    explicit lock_input(mc146818& chip) : chip_{chip} {}
    void set_level(bool high, instant) override { chip_.state_.locked = high; }

   private:
    mc146818& chip_;
  };

  static constexpr std::array<port_window, 1> windows{{{0x70, 2, 0}}};
  static constexpr std::uint64_t forever = ~std::uint64_t{0};

  void state_restored() override { irq_.restore(interrupting()); }
  mc146818_calendar calendar();
  bool running() const;
  bool set_bit() const;
  bool update_in_progress() const;
  bool interrupting() const;
  std::uint64_t periodic_clocks() const;
  std::uint64_t next_edge() const;
  void run_to(std::uint64_t to_edge);
  void drive(instant at) { irq_.set(interrupting(), at); }
  bool out_of_reach(unsigned index) const { return state_.locked != 0 && index >= 0x38 && index < 0x40; }
  std::uint8_t read_data();
  void write_data(std::uint8_t value);
  void write_a(std::uint8_t value);
  void write_b(std::uint8_t value);

  output_line irq_;
  lock_input lock_{*this};
};

}  // namespace trapline::devices
