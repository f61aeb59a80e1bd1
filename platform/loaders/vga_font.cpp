#include "platform/loaders/vga_font.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace trapline::loaders {

std::span<const std::byte> find_vga_font(std::span<const std::byte> rom) {
  constexpr std::array<std::uint8_t, 32> first_two{
      0, 0, 0,    0,    0,    0,    0,    0,    0,    0,    0,    0,    0, 0, 0, 0,
      0, 0, 0x7E, 0x81, 0xA5, 0x81, 0x81, 0xBD, 0x99, 0x81, 0x81, 0x7E, 0, 0, 0, 0};
  constexpr std::size_t font_bytes = 256 * 16;
  const auto begins = std::as_bytes(std::span{first_two});
  const auto at = std::search(rom.begin(), rom.end(), begins.begin(), begins.end());
  if (static_cast<std::size_t>(rom.end() - at) < font_bytes) return {};
  return rom.subspan(static_cast<std::size_t>(at - rom.begin()), font_bytes);
}

}  // namespace trapline::loaders
