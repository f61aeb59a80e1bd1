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
inline constexpr std::uint64_t hypervisor_bytes = 16 << 20;  ///< with the pages that it shares
inline constexpr std::uint64_t service_os_bytes = 64 << 20;  ///< with its device models
inline constexpr std::uint64_t monitor_memory_bytes = hypervisor_bytes + service_os_bytes;

const std::vector<parameter>& scenario_parameters();

}  // namespace trapline
