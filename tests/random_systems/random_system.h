/// A program that nobody wrote, with the tables of a whole operating system: descriptors of every type, gates, tasks,
/// interrupt handlers, page tables, and code that uses them, changes them, and talks to devices.
///
/// Noise alone is undefined after a few bytes. Most of this code is what system software is made of, with operands that
/// mean something; what faults is gone on with a byte later, by handlers that most vectors lead to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "tests/random_systems/layout.h"

namespace trapline::random_systems {

/// A ROM of 128 KiB that puts the system of this seed into memory and starts it. Each mode comes in turn.
/// @param starter the assembled guests/random-system.asm
/// @param period of the clock that takes the code elsewhere, in ticks of 1.193 MHz
std::vector<std::uint8_t> random_system(std::uint32_t seed, std::vector<std::uint8_t> starter,
                                        std::uint32_t period);

constexpr mode mode_of(std::uint32_t seed) { return static_cast<mode>(seed % modes); }

}  // namespace trapline::random_systems
