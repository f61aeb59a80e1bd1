/// Firmware and ROMs of a guest's own, and option ROMs: where their windows lie in a PC's addresses.
/// Element 16 of the figures is the hub that answers there (models/chipset).
#pragma once

#include <cstdint>
#include <span>

#include "platform/loaders/image_file.h"
#include "platform/loaders/load_plan.h"

namespace trapline::loaders {

inline constexpr std::uint64_t smallest_rom = 64 * 1024;
inline constexpr std::uint64_t largest_rom = 256 * 1024;
inline constexpr std::uint64_t vga_bios_address = 0xC0000;

/// Whether size and reset vector are those of a ROM.
bool is_rom(std::span<const std::uint8_t>);

/// The whole image ends at 4 GiB, its last 128 KiB at most again at 1 MiB.
/// @param shadowed whether the copy below 1 MiB takes writes, as firmware expects after shadowing
/// @throws load_error
rom_mapping map_rom(const image_file&, bool shadowed);

/// An option ROM (a VGA BIOS) at `address`: signature 55AAh, length, checksum (PnP BIOS 1.0A, 3.1).
/// @throws load_error
rom_mapping map_option_rom(const image_file&, std::uint64_t address);

}  // namespace trapline::loaders
