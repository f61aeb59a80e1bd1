/// Novell's NE2000: a DP8390 with 16 KiB of buffer memory (4000h to 7FFFh of its local bus) and a PROM with
/// the station's address (0 to 1Fh) on a 16-bit ISA card. Of its 32 ports 0-Fh are the controller's
/// registers, 10h-17h its data port, 18h-1Fh reset it when they are read.
/// Element 13 (Fig. 1): an I/O device, [0016]'s network card.
///
/// The PROM shows each byte twice, 57h ('W') at its end for a 16-bit slot.
///
/// *Not modelled*: jumpers other than port and interrupt, a boot ROM.
#pragma once

#include "models/devices/network/dp8390.h"
#include "models/devices/stateful_device.h"

namespace trapline::devices {

struct ne2000_state {
  static constexpr std::size_t memory_bytes = 16 * 1024;

  dp8390_state controller;
  std::array<std::uint8_t, memory_bytes> memory;
};

template <typename Members>
void describe(Members& m, ne2000_state& s) {
  m.begins("ne2000", 1);
  m("controller", s.controller);
  m("memory", s.memory);
}

class ne2000 final : public stateful_device<ne2000_state>,
                     public ethernet_station,
                     public ethernet_card,
                     private dp8390_memory {
 public:
  explicit ne2000(const mac_address& address, std::uint16_t first_port = 0x300);

  output_line& irq() { return controller_.irq; }
  void connect(ethernet_medium& medium) { controller_.connect(medium); }
  const mac_address& address() const { return address_; }
  const ethernet_counters& counters() const override { return state_.controller.counters; }

  std::span<const port_window> ports() const override { return {&window_, 1}; }
  unsigned widest_access(unsigned reg) const override;
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override { controller_.advance_to(now); }
  instant next_event() const override { return controller_.next_event(); }
  void reset(instant now) override { controller_.reset(now); }

  void receive(const ethernet_frame&, instant at) override;

 private:
  void state_restored() override { controller_.restored(); }
  std::uint8_t read(std::uint16_t address) const override;
  void write(std::uint16_t address, std::uint8_t value) override;

  mac_address address_;
  port_window window_;
  dp8390 controller_{state_.controller, *this};
};

}  // namespace trapline::devices
