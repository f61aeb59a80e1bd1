/// The leaves of CPUID for a described processor. Intel SDM volume 2, CPUID.
#pragma once

#include <cstdint>

#include "models/processor/engine/cpu_description.h"

namespace trapline::engine {

struct cpuid_result {
  std::uint32_t eax = 0, ebx = 0, ecx = 0, edx = 0;
};

cpuid_result cpuid_leaf(const cpu_description&, std::uint32_t leaf);

}  // namespace trapline::engine
