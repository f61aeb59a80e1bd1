/// Descriptors and gates, read from the guest's tables without side effects.
#pragma once

#include <cstdint>
#include <optional>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

/// Bits 8 to 12 of the high dword of the descriptor that a selector names, or a vector's gate: its type, S bit
/// included. Nothing where there is none, or in long mode.
std::optional<std::uint32_t> descriptor_type(const core_state&, std::uint32_t selector);
std::optional<std::uint32_t> interrupt_gate_type(const core_state&, std::uint32_t vector);
/// Whether the selector names a call gate of the 80286, whose upper word is no part of the offset. Intel SDM
/// volume 3, 5.8.3.
bool is_286_call_gate(const core_state&, std::uint32_t selector);
/// Whether the vector has an interrupt or trap gate of the 80286.
bool is_286_interrupt_gate(const core_state&, std::uint32_t vector);

}  // namespace trapline::engine
