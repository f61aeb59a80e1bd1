/// The guest's page tables, read from outside.
#pragma once

#include <cstdint>
#include <optional>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

/// As x86_core::translate_linear().
std::optional<std::uint64_t> translate_linear(const core_state&, std::uint64_t linear, bool write);

}  // namespace trapline::engine
