/// Which MSRs the described processor has, and what may be written to them: the rest is #GP(0). Intel SDM
/// volume 2, RDMSR and WRMSR; volume 4, tables 2-2 and 2-54 (family 0Fh). *Not modelled*: what most of them
/// do. Those that the engine's library knows have their effect (SYSENTER, SYSCALL, EFER, bases of segments);
/// MTRRs and the PAT keep what is written, and memory is as if it were write-back; performance counters,
/// microcode updates and debug control keep what is written and count, load and record nothing.
#pragma once

#include <cstdint>

#include "models/processor/engine/core_state.h"

namespace trapline::engine {

/// IA32_APIC_BASE: of the only processor, enabled, where it is after a reset. *Not modelled*: another base.
namespace apic_base {
inline constexpr std::uint64_t after_reset = 0xfee0'0900, enabled = 0x800;
}

enum class msr_kind : std::uint8_t {
  absent,
  time_stamp,
  local_apic_base,
  known,  ///< to the library
  kept,   ///< what is written is read again
  constant_zero,
  write_only,
};

msr_kind kind_of_msr(const cpu_description&, std::uint32_t msr);
/// @pre it is there
bool may_write_msr(const core_state&, std::uint32_t msr, std::uint64_t value);

}  // namespace trapline::engine
