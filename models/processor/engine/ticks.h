/// A core's time.
#pragma once

#include <cstdint>

namespace trapline::engine {

/// Sixteenths of a processor cycle since power-on, so that costs below one cycle add up exactly.
using ticks = std::uint64_t;
inline constexpr ticks ticks_per_cycle = 16;

}  // namespace trapline::engine
