/// The debug consoles of Bochs (port E9h) and of QEMU's debugcon as SeaBIOS uses it (port 402h): a byte
/// written is a character of the VM's log; a read of either gives E9h, by which software finds them.
/// *Not modelled*: nothing; both ports are conventions of emulators, no chip of a PC.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/stateful_device.h"
#include "models/devices/text_sink.h"

namespace trapline::devices {

struct debug_port_state {
  std::uint64_t characters;  ///< written so far
};

template <typename Members>
void describe(Members& m, debug_port_state& s) {
  m.begins("debug_port", 1);
  m("characters", s.characters);
}

class debug_port final : public stateful_device<debug_port_state> {
 public:
  explicit debug_port(text_sink& log) : log_{log} {}

  std::span<const port_window> ports() const override { return windows; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant) override {}
  instant next_event() const override { return instant::never(); }
  void reset(instant) override {}

 private:
  static constexpr std::array<port_window, 2> windows{{{0xE9, 1, 0}, {0x402, 1, 1}}};

  text_sink& log_;
};

}  // namespace trapline::devices
