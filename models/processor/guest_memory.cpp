#include "models/processor/guest_memory.h"

#include <algorithm>

#include "models/bus/pc_address_map.h"

namespace trapline::processor {

namespace {

constexpr std::size_t low_bytes = bus::one_mebibyte - bus::expansion_base;

/// What C0000h-FFFFFh holds of the ROMs; the rest reads all ones, as an empty socket does.
void place_roms(const firmware_layout& firmware, std::span<std::byte> low) {
  std::fill(low.begin(), low.end(), std::byte{0xff});
  const std::size_t option = std::min(firmware.option_rom.size(), low.size());
  std::copy_n(firmware.option_rom.begin(), option, low.begin());
  const std::size_t bios = std::min<std::size_t>(firmware.rom.size(), 0x20000);
  std::copy_n(firmware.rom.end() - static_cast<std::ptrdiff_t>(bios), bios,
              low.end() - static_cast<std::ptrdiff_t>(bios));
}

}  // namespace

guest_memory::guest_memory(std::span<std::byte> ram, firmware_layout firmware)
    : ram_{ram}, firmware_{firmware} {
  if (!firmware_.shadowed) low_rom_.resize(low_bytes);
  load_firmware();
}

void guest_memory::load_firmware() {
  if (firmware_.rom.empty() && firmware_.option_rom.empty()) return;
  place_roms(firmware_, firmware_.shadowed ? ram_.subspan(bus::expansion_base, low_bytes) : std::span{low_rom_});
}

void guest_memory::map_into(engine::x86_core& core) {
  core.map_ram(0, ram_.first(bus::video_memory_base));
  core.map_mmio(bus::video_memory_base, bus::video_memory_bytes);
  if (firmware_.shadowed)
    core.map_ram(bus::expansion_base, ram_.subspan(bus::expansion_base, low_bytes));
  else
    core.map_rom(bus::expansion_base, low_rom_);
  if (ram_.size() > bus::one_mebibyte) core.map_ram(bus::one_mebibyte, ram_.subspan(bus::one_mebibyte));
  if (!firmware_.rom.empty()) core.map_rom(bus::four_gibibytes - firmware_.rom.size(), firmware_.rom);
}

}  // namespace trapline::processor
