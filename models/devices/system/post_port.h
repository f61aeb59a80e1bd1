/// The POST code port 80h: a latch that firmware writes its progress to, with the last codes for who
/// wants to know how far it came.
/// IBM PC AT Technical Reference, "POST"; the latch reads back as the DMA page register's spare byte did.
/// *Not modelled*: nothing.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "models/devices/stateful_device.h"

namespace trapline::devices {

struct post_port_state {
  static constexpr std::size_t remembered = 32;

  std::uint64_t written;                       ///< codes since power-on
  std::array<std::uint8_t, remembered> codes;  ///< code k (from 0) stands at k % remembered
};

template <typename Members>
void describe(Members& m, post_port_state& s) {
  m.begins("post_port", 1);
  m("written", s.written);
  m("codes", s.codes);
}

class post_port final : public stateful_device<post_port_state> {
 public:
  std::span<const port_window> ports() const override { return windows; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant) override {}
  instant next_event() const override { return instant::never(); }
  /// The codes stay: the latch is what tells why a machine was reset.
  void reset(instant) override {}

  /// The last codes written, oldest first, at most post_port_state::remembered.
  std::vector<std::uint8_t> last_codes() const;

 private:
  static constexpr std::array<port_window, 1> windows{{{0x80, 1, 0}}};
};

}  // namespace trapline::devices
