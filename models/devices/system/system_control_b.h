/// System control port B, port 61h, and the speaker behind it: the gate of the timer's channel 2, the
/// speaker's data bit, OUT2, the refresh toggle, and the parity and channel check enables.
/// IBM PC AT Technical Reference, "System board", port 61h; Intel 82801BA datasheet 290687, "NMI_SC".
/// The refresh toggle (bit 4) changes every 18 counts of the timer's clock, 15.085 us: what the AT's
/// firmware programs channel 1 to, and what chipsets without a channel 1 keep up.
/// The speaker counts how often the tone changes and knows the present one; whoever listens hears of it, and
/// of a membrane that is moved by the data bit alone while OUT2 stands high.
/// It holds on to its timer: the two share a place.
/// *Not modelled*: parity and channel check errors (bits 7 and 6 read zero, as on a sound board); what a
/// channel 2 in a mode without a period (0, 1, 4, 5) makes of the speaker by itself.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/line.h"
#include "models/devices/sound/speaker.h"
#include "models/devices/stateful_device.h"
#include "models/devices/timers/i8254.h"

namespace trapline::devices {

struct system_control_b_state {
  std::uint64_t tone_changes;  ///< silence to tone, tone to another, tone to silence
  std::uint32_t tone;          ///< the tone's period in timer clocks; 0: silent
  std::uint8_t latch;          ///< bits 0 to 3
};

template <typename Members>
void describe(Members& m, system_control_b_state& s) {
  m.begins("system_control_b", 1);
  m("tone_changes", s.tone_changes);
  m("tone", s.tone);
  m("latch", s.latch);
}

class system_control_b final : public stateful_device<system_control_b_state>, public i8254_observer {
 public:
  /// Takes over the timer's GATE 2 (low until a guest raises it) and watches channel 2.
  explicit system_control_b(i8254& timer);

  std::span<const port_window> ports() const override { return windows; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override;
  instant next_event() const override { return instant::never(); }
  void reset(instant now) override { write(0, 1, 0, now); }

  void programmed(unsigned counter, instant at) override;
  void connect(speaker_listener& listener) { listener_ = &listener; }

  std::uint64_t tone_changes() const { return state_.tone_changes; }
  /// In thousandths of a hertz, rounded down; 0 when silent.
  std::uint64_t tone_millihertz() const;

 private:
  static constexpr std::uint8_t gate_bit = 0x01;
  static constexpr std::array<port_window, 1> windows{{{0x61, 1, 0}}};

  void state_restored() override { gate2_.restore((state_.latch & gate_bit) != 0); }
  void hear_tone(instant at);

  i8254& timer_;
  output_line gate2_;
  speaker_listener* listener_ = nullptr;
};

}  // namespace trapline::devices
