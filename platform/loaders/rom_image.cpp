#include "platform/loaders/rom_image.h"

#include <algorithm>
#include <numeric>

#include "platform/loaders/memory_layout.h"
#include "platform/loaders/text.h"

namespace trapline::loaders {
namespace {

constexpr std::uint64_t top = std::uint64_t{1} << 32;
constexpr std::uint64_t most_below_1mib = 128 * 1024;
constexpr std::uint64_t option_roms_end = 0xE0000;
constexpr std::size_t reset_vector_bytes = 16;
constexpr std::uint8_t far_jump = 0xEA, near_jump = 0xE9, short_jump = 0xEB;

bool rom_size(std::uint64_t n) { return n >= smallest_rom && n <= largest_rom && n % page_bytes == 0; }

}  // namespace

bool is_rom(std::span<const std::uint8_t> b) {
  if (!rom_size(b.size())) return false;
  const std::uint8_t first = b[b.size() - reset_vector_bytes];
  return first == far_jump || first == near_jump || first == short_jump;
}

bool is_boot_sector(std::span<const std::uint8_t> b) {
  constexpr std::size_t bytes = 512;
  return b.size() == bytes && b[bytes - 2] == 0x55 && b[bytes - 1] == 0xAA;
}

rom_mapping map_rom(const image_file& file, const std::string& what) {
  const std::uint64_t n = file.bytes.size();
  if (!rom_size(n)) {
    throw load_error(file.name + ": a ROM has 64 to 256 KiB, a multiple of 4 KiB; this file has " +
                     std::to_string(n) + " bytes");
  }
  const auto vector = std::span{file.bytes}.last(reset_vector_bytes);
  const auto blank = [&](std::uint8_t v) {
    return std::all_of(vector.begin(), vector.end(), [v](auto b) { return b == v; });
  };
  if (blank(0) || blank(0xFF)) {
    throw load_error(file.name + ": not a ROM: nothing stands at the reset vector, 16 bytes before its end");
  }
  const std::uint64_t low = std::min(n, most_below_1mib);
  return {
      what, {file.bytes.begin(), file.bytes.end()}, {{top - n, 0, n}, {hole_end - low, n - low, low, true}}};
}

rom_mapping map_option_rom(const image_file& file, std::uint64_t address) {
  const auto& b = file.bytes;
  constexpr std::size_t signature_and_length = 3;
  if (b.size() < signature_and_length || b[0] != 0x55 || b[1] != 0xAA) {
    throw load_error(file.name + ": not an option ROM: it does not begin with 55AAh");
  }
  const std::size_t length = b[2] * 512u;
  if (length == 0 || length > b.size()) {
    throw load_error(file.name + ": truncated: the option ROM's header says " + std::to_string(length) +
                     " bytes, and the file has " + std::to_string(b.size()));
  }
  if (address + b.size() > option_roms_end) {
    throw load_error(file.name + ": " + size_text(b.size()) + " do not fit between " + hex(address) +
                     " and " + hex(option_roms_end) + ", where option ROMs lie");
  }
  const auto sum =
      std::accumulate(b.begin(), b.begin() + static_cast<std::ptrdiff_t>(length), std::uint32_t{0});
  if ((sum & 0xFF) != 0)
    throw load_error(file.name + ": the option ROM's checksum is wrong: its bytes must add up to zero");
  rom_mapping rom{"option ROM", {b.begin(), b.end()}, {}};
  rom.image.resize((b.size() + page_bytes - 1) / page_bytes * page_bytes, 0xFF);
  rom.windows.push_back({address, 0, rom.image.size(), true});
  return rom;
}

}  // namespace trapline::loaders
