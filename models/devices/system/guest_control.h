/// Two ports by which a guest talks to the simulation itself.
/// F4h: an OUT of any width ends the VM with the value written as its code, 0 being success (where
/// QEMU's test kernels have their exit port).
/// 504h: an OUT of any width with 1 begins the region of interest (statistics start anew), with 0 ends
/// it; other values do nothing. No ISA device of a PC claims 504h, and QEMU's own extras sit beside it.
/// Both take an access of up to four bytes whole, and read all ones.
/// *Not modelled*: nothing; no chip of a PC.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/stateful_device.h"

namespace trapline::devices {

/// Who is told.
class guest_control_client {
 public:
  virtual void guest_exit(std::uint32_t code, instant at) = 0;
  virtual void region_begins(instant at) = 0;
  virtual void region_ends(instant at) = 0;

 protected:
  ~guest_control_client() = default;
};

struct guest_control_state {
  std::uint64_t regions_begun;
};

template <typename Members>
void describe(Members& m, guest_control_state& s) {
  m.begins("guest_control", 1);
  m("regions_begun", s.regions_begun);
}

class guest_control final : public stateful_device<guest_control_state> {
 public:
  static constexpr std::uint16_t exit_port = 0xF4;
  static constexpr std::uint16_t region_port = 0x504;

  explicit guest_control(guest_control_client& client) : client_{client} {}

  std::span<const port_window> ports() const override { return windows; }
  unsigned widest_access(unsigned reg) const override;
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant) override {}
  instant next_event() const override { return instant::never(); }
  void reset(instant) override {}

 private:
  static constexpr unsigned exit_register = 0;
  static constexpr unsigned region_register = 4;
  static constexpr std::array<port_window, 2> windows{
      {{exit_port, 4, exit_register}, {region_port, 4, region_register}}};

  guest_control_client& client_;
};

}  // namespace trapline::devices
