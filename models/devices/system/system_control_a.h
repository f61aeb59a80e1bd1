/// System control port A, port 92h: the fast A20 gate, the fast reset and the security lock.
/// IBM PS/2 Hardware Interface Technical Reference, "System Control Port A"; Intel 82801BA datasheet
/// 290687, "PORT92" (bit 0 INIT_NOW, bit 1 ALT_A20_GATE).
/// *Not modelled*: the delay and the length of the reset pulse (at least 14 us and 6 us in an SMSC
/// LPC47B27x; here it rises and falls at the instant of the write); the watchdog; the disk activity light
/// (bits 6 and 7 are kept).
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/line.h"
#include "models/devices/stateful_device.h"

namespace trapline::devices {

struct system_control_a_state {
  std::uint8_t latch;
};

template <typename Members>
void describe(Members& m, system_control_a_state& s) {
  m.begins("system_control_a", 1);
  m("latch", s.latch);
}

class system_control_a final : public stateful_device<system_control_a_state>, private line_sink {
 public:
  std::span<const port_window> ports() const override { return windows; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override { a20_.set((state_.latch & a20_bit) != 0, now); }
  instant next_event() const override { return instant::never(); }
  /// Power-on: all bits zero. Reset: the lock is open, and bit 1 is still what the gate is.
  void reset(instant now) override;

  /// High: address line 20 is passed on, as far as this port has a say.
  output_line& a20() { return a20_; }
  /// The gate itself, which another one may have set: bit 1 follows it. (In a chip set that only ORs the two,
  /// a port that never opened the gate could not close it, and software that uses one of them alone fails.)
  line_sink& a20_gate() { return *this; }
  /// A pulse resets the processor.
  output_line& fast_reset() { return fast_reset_; }
  /// High: the password bytes of the CMOS memory are out of reach, until a reset.
  output_line& security_lock() { return security_lock_; }

 private:
  void set_level(bool high, instant at) override;
  void state_restored() override {
    a20_.restore((state_.latch & a20_bit) != 0);
    security_lock_.restore((state_.latch & lock_bit) != 0);
  }

  static constexpr std::uint8_t fast_reset_bit = 0x01;
  static constexpr std::uint8_t a20_bit = 0x02;
  static constexpr std::uint8_t lock_bit = 0x08;
  static constexpr std::uint8_t kept = fast_reset_bit | a20_bit | lock_bit | 0xC0;
  static constexpr std::array<port_window, 1> windows{{{0x92, 1, 0}}};

  output_line a20_;
  output_line fast_reset_;
  output_line security_lock_;
};

}  // namespace trapline::devices
