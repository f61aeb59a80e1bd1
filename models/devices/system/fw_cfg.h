/// The firmware configuration interface of QEMU, ports 510h and 511h: how the maker of a virtual machine
/// tells its firmware what it is made of, and hands it files (SeaBIOS takes the VGA BIOS from there).
/// QEMU, "Firmware Configuration (fw_cfg) Device"; no chip of a PC.
/// An item that is not there, and an item's end, read 00h without end. Writes to the data port do nothing.
/// *Not modelled*: the DMA interface (item 1 says that it is absent), items that take writes.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

#include "models/devices/stateful_device.h"

namespace trapline::devices {

/// What the guest can change; the items belong to the machine.
struct fw_cfg_state {
  std::uint16_t selected;
  std::uint32_t offset;  ///< of the selected item's next byte
};

template <typename Members>
void describe(Members& m, fw_cfg_state& s) {
  m.begins("fw_cfg", 1);
  m("selected", s.selected);
  m("offset", s.offset);
}

class fw_cfg final : public stateful_device<fw_cfg_state> {
 public:
  static constexpr std::size_t longest_name = 55;

  /// @param processors 1 to 255
  fw_cfg(std::uint64_t memory_bytes, std::uint16_t processors);

  /// Adds a file behind those that the directory has.
  /// @throws std::invalid_argument if the name is empty or longer than longest_name
  void add_file(std::string_view name, std::span<const std::byte> content);

  std::span<const port_window> ports() const override { return windows; }
  unsigned widest_access(unsigned reg) const override;
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant) override {}
  instant next_event() const override { return instant::never(); }
  void reset(instant) override { state_ = {}; }

 private:
  using item = std::vector<std::uint8_t>;
  static constexpr unsigned selector_register = 0, data_register = 1;
  static constexpr std::array<port_window, 1> windows{{{0x510, 2, selector_register}}};

  std::map<std::uint16_t, item> items_;
  std::uint16_t files_ = 0;
};

}  // namespace trapline::devices
