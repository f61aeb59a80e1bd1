#include "models/processor/guest_memory.h"

#include <algorithm>

#include "models/bus/pc_address_map.h"

namespace trapline::processor {

guest_memory::guest_memory(std::span<std::byte> ram, std::vector<rom_window> roms)
    : ram_{ram}, roms_{std::move(roms)} {
  std::sort(roms_.begin(), roms_.end(),
            [](const rom_window& a, const rom_window& b) { return a.address < b.address; });
  fill_shadows();
}

void guest_memory::fill_shadows() {
  for (const rom_window& w : roms_)
    if (w.shadow)
      std::copy(w.bytes.begin(), w.bytes.end(), ram_.begin() + static_cast<std::ptrdiff_t>(w.address));
}

const rom_window* guest_memory::rom_at(std::uint64_t address) const {
  const auto found = std::find_if(roms_.begin(), roms_.end(), [address](const rom_window& w) {
    return !w.shadow && address >= w.address && address - w.address < w.bytes.size();
  });
  return found == roms_.end() ? nullptr : &*found;
}

bool guest_memory::is_ram(std::uint64_t address) const {
  return address < ram_.size() && !bus::is_video_memory(address) && rom_at(address) == nullptr;
}

const std::byte* guest_memory::byte_at(std::uint64_t address) const {
  if (const rom_window* rom = rom_at(address)) return &rom->bytes[address - rom->address];
  return is_ram(address) ? &ram_[address] : nullptr;
}

void guest_memory::map_into(engine::x86_core& core) {
  std::uint64_t done = 0;
  const auto ram_until = [&](std::uint64_t end) {
    end = std::min<std::uint64_t>(end, ram_.size());
    if (end > done) core.map_ram(done, ram_.subspan(done, end - done));
  };
  ram_until(bus::video_memory_base);
  core.map_mmio(bus::video_memory_base, bus::video_memory_bytes);
  done = bus::video_memory_base + bus::video_memory_bytes;
  for (const rom_window& w : roms_) {
    if (w.shadow) continue;
    ram_until(w.address);
    core.map_rom(w.address, w.bytes);
    done = std::max(done, w.address + w.bytes.size());
  }
  ram_until(ram_.size());
}

}  // namespace trapline::processor
