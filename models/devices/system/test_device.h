/// What the field's test programs for virtual machines bring along as a device: interrupt lines that they
/// move themselves, ports that keep what is written, memory behind a device's interface. QEMU's `pc-testdev`;
/// no chip of a PC. 2000h + n: a write sets interrupt line n to whether the value is other than zero.
/// E0h-E3h: four bytes that are read as they were written. E4h-E7h: taken, without effect. FF000000h: 64 KiB
/// of bytes that are read as they were written. *Not modelled*: lines above 15, which only an I/O APIC has;
/// remapping by E4h of what lies at an address.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/line.h"
#include "models/devices/stateful_device.h"

namespace trapline::devices {

struct test_device_state {
  static constexpr std::size_t lines = 16, memory_bytes = 0x1'0000;

  std::array<std::uint8_t, 4> latch;
  std::array<bool, lines> level;
  std::array<std::uint8_t, memory_bytes> memory;
};

template <typename Members>
void describe(Members& m, test_device_state& s) {
  m.begins("test_device", 1);
  m("latch", s.latch);
  m("level", s.level);
  m("memory", s.memory);
}

class test_device final : public stateful_device<test_device_state> {
 public:
  static constexpr std::uint64_t memory_base = 0xff00'0000;

  output_line& line(unsigned n) { return lines_[n]; }

  std::span<const port_window> ports() const override { return port_windows; }
  std::span<const memory_window> memory() const override { return memory_windows; }
  unsigned widest_access(unsigned reg) const override;
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant) override {}
  instant next_event() const override { return instant::never(); }
  void reset(instant now) override;

 private:
  static constexpr unsigned latch_register = 0, flush_register = 4, line_register = 8,
                            memory_register = 0x1'0000;
  static constexpr std::array<port_window, 2> port_windows{
      {{0xe0, 8, latch_register}, {0x2000, 24, line_register}}};
  static constexpr std::array<memory_window, 1> memory_windows{
      {{memory_base, test_device_state::memory_bytes, memory_register}}};

  void state_restored() override;

  std::array<output_line, test_device_state::lines> lines_;
};

}  // namespace trapline::devices
