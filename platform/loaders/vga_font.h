/// The font that a VGA BIOS brings along, for machines whose kernel is loaded without its having run.
#pragma once

#include <cstddef>
#include <span>

namespace trapline::loaders {

/// 256 glyphs of 16 rows of 8 dots, found by the picture of its characters 0 and 1 (nothing, and the white
/// face of code page 437). Empty if the ROM has no such font.
std::span<const std::byte> find_vga_font(std::span<const std::byte> rom);

}  // namespace trapline::loaders
