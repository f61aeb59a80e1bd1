/// A PC's physical address space as one execution engine sees it: RAM, the video window that every
/// access leaves the engine for, and the ROMs with their copies in shadow RAM.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/processor/engine/x86_core.h"

namespace trapline::processor {

/// Where a ROM's bytes answer.
struct rom_window {
  std::uint64_t address;  ///< a multiple of 4 KiB, as is the number of bytes
  std::span<std::byte> bytes;
  bool shadow;  ///< RAM that a chipset has filled with a copy: it takes writes
};

class guest_memory {
 public:
  /// @param ram the whole memory of the machine or the virtual machine, from physical address 0; a
  /// multiple of 4 KiB and at least 1 MiB.
  guest_memory(std::span<std::byte> ram, std::vector<rom_window>);

  void map_into(engine::x86_core&);
  /// Fills the shadows from their ROMs: power-on, and a reset of the machine.
  void fill_shadows();

  std::span<std::byte> ram() const { return ram_; }
  /// Whether RAM answers at the physical address, as map_into() has it.
  bool is_ram(std::uint64_t address) const;
  /// The byte of RAM or ROM there; null where a device or nothing answers.
  const std::byte* byte_at(std::uint64_t address) const;

 private:
  const rom_window* rom_at(std::uint64_t address) const;

  std::span<std::byte> ram_;
  std::vector<rom_window> roms_;
};

}  // namespace trapline::processor
