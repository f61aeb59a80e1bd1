/// A PC's physical address space as one execution engine sees it: RAM, the video window that every
/// access leaves the engine for, the ROM at the top of the 4 GiB, and the range under 1 MiB where
/// firmware lies (RAM that shadows it, or ROM that cannot be written).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/processor/engine/x86_core.h"

namespace trapline::processor {

/// Firmware and option ROMs, and whether the range below 1 MiB can be written.
struct firmware_layout {
  std::span<std::byte> rom;               ///< ends at 4 GiB, and its last 128 KiB at 1 MiB; may be empty
  std::span<const std::byte> option_rom;  ///< stands at C0000h; may be empty
  bool shadowed = true;                   ///< C0000h-FFFFFh is RAM with a copy of the ROMs in it
};

class guest_memory {
 public:
  /// @param ram the machine's or the virtual machine's whole memory, from guest-physical 0; a multiple
  /// of 4 KiB and at least 1 MiB.
  guest_memory(std::span<std::byte> ram, firmware_layout);

  /// Maps all of it into a core.
  void map_into(engine::x86_core&);
  /// Copies the ROMs to where they are shadowed: power-on, and a reset of the machine.
  void load_firmware();

  std::span<std::byte> ram() const { return ram_; }

 private:
  std::span<std::byte> ram_;
  firmware_layout firmware_;
  std::vector<std::byte> low_rom_;  ///< what C0000h-FFFFFh shows when it is not shadowed
};

}  // namespace trapline::processor
