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

/// Whether these are the 512 bytes of a boot sector, by their signature.
bool is_boot_sector(std::span<const std::uint8_t>);

/// The whole image ends at 4 GiB, its last 128 KiB at most again at 1 MiB. The copy below 1 MiB takes writes:
/// a chipset's shadow RAM, which firmware switches on before it writes there, is always on.
/// @param what "firmware" or "ROM", for reports
/// @throws load_error
rom_mapping map_rom(const image_file&, const std::string& what);

/// An option ROM (a VGA BIOS) at `address`: signature 55AAh, length, checksum (PnP BIOS 1.0A, 3.1).
/// @throws load_error
rom_mapping map_option_rom(const image_file&, std::uint64_t address);

}  // namespace trapline::loaders
