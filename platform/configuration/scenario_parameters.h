/// Every key of a scenario, declared once: what `trapline list parameters` prints and what the loader
/// accepts.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/configuration/configuration.h"

namespace trapline {

inline constexpr std::uint32_t most_processors = 8;
inline constexpr std::uint32_t most_vms = 64;
/// What hypervisor and service OS, or host OS and monitor, keep of the machine's memory for themselves.
inline constexpr std::uint64_t monitor_memory_bytes = 64 << 20;

std::vector<parameter> scenario_parameters();

}  // namespace trapline
