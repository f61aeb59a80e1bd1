/// DR0 to DR7: breakpoints on execution, data and ports. The library keeps lists of breakpoints, and drops
/// all translated code when they change, that which is executing too; here the instruction asks the
/// registers. Intel SDM volume 3, 17.2 and 17.3.
#pragma once

#include <cstdint>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

enum class breakpoint_kind : unsigned { execution, write, port, access };

namespace dr6 {
inline constexpr std::uint64_t ones = 0xffff'0ff0, met = 15, general_detect = 1u << 13,
                               single_step = 1u << 14, task_switch = 1u << 15;
}
namespace dr7 {
inline constexpr std::uint64_t local = 0x155, ones = 0x400, general_detect = 1u << 13, reserved = 0xd800;
}

/// As RESET leaves them.
void reset_debug_registers(core_state&);
/// @param value bits that are reserved or fixed are put right
void set_dr7(core_state&, std::uint64_t value);

/// The breakpoints (DR6.B0 to B3) of one kind that an access to these bytes meets; none if none of them is
/// enabled. A data breakpoint of kind `access` is met by writes too.
unsigned breakpoints_met(const core_state&, breakpoint_kind, std::uint64_t address, std::uint32_t bytes);

/// Delivers the debug trap that is due, in front of the next instruction.
void deliver_debug_trap(core_state&);

}  // namespace trapline::engine
