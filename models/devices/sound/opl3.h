/// Yamaha's YMF262 (OPL3) as an AdLib card has it, and a YM3812 (OPL2) in its first bank (Yamaha, "YMF262
/// Application Manual"): registers, status and the two timers. What its voices sound like is the listener's
/// part, who hears each register written and when.
/// Element 13 (Fig. 1): an I/O device
/// Ports 388h to 38Bh; on a Sound Blaster also 220h to 223h, 228h and 229h.
///
/// *Not modelled*: the interrupt output, which no card connects; the time that a write takes.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "models/devices/stateful_device.h"

namespace trapline::devices {

class opl_listener {
 public:
  /// @param reg with 100h for the second bank
  virtual void written(unsigned reg, std::uint8_t value, instant at) = 0;

 protected:
  ~opl_listener() = default;
};

struct opl3_state {
  struct timer {
    bool running;
    std::uint8_t preset;
    std::uint64_t clocks;  // from `since` to the next overflow
    instant since;
  };
  std::array<std::uint8_t, 0x200> registers;
  std::uint16_t index;
  std::array<timer, 2> timers;
  std::uint8_t flags;
};

template <typename Members>
void describe(Members& m, opl3_state::timer& s) {
  m("running", s.running);
  m("preset", s.preset);
  m("clocks", s.clocks);
  m("since", s.since);
}

template <typename Members>
void describe(Members& m, opl3_state& s) {
  m.begins("opl3", 1);
  m("registers", s.registers);
  m("index", s.index);
  m("timers", s.timers);
  m("flags", s.flags);
}

class opl3 final : public stateful_device<opl3_state> {
 public:
  /// 14.31818 MHz divided by four.
  static constexpr clock_domain clock{39'375'000, 11};

  /// @param sound_blaster_port of the card that it is on; none for an AdLib card.
  explicit opl3(std::optional<std::uint16_t> sound_blaster_port = 0x220);
  void connect(opl_listener& listener) { listener_ = &listener; }

  std::span<const port_window> ports() const override { return windows_; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override;
  /// No output changes by itself; the timers' flags are brought up to date when they are read.
  instant next_event() const override { return instant::never(); }
  void reset(instant now) override;

 private:
  void write_register(std::uint8_t value, instant now);
  void start(unsigned timer, bool run, instant now);
  std::uint64_t period(unsigned timer) const;

  std::vector<port_window> windows_{{0x388, 4, 0}};
  opl_listener* listener_ = nullptr;
};

}  // namespace trapline::devices
