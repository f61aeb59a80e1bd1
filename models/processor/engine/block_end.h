/// Which instructions have to be the last of their block.
#pragma once

#include <cstdint>
#include <span>

namespace trapline::engine {

/// Instructions in which the client is called (time has to be exact there, and a deadline that it
/// moves has to count before the next instruction), and those whose exceptions the library raises
/// without saying where in the block they came from.
bool ends_block(std::span<const std::uint8_t> bytes, bool long_mode);
bool is_pause(std::span<const std::uint8_t> bytes, bool long_mode);

}  // namespace trapline::engine
