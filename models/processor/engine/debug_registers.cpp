#include "models/processor/engine/debug_registers.h"

#include <utility>

#include "models/processor/engine/task_switch.h"

namespace trapline::engine {

namespace {

constexpr unsigned breakpoints = 4;
constexpr std::uint64_t cr4_de = 8;

struct breakpoint {
  std::uint64_t address;
  bool enabled;
  breakpoint_kind kind;
  std::uint32_t bytes;
};

breakpoint number(const core_state& core, unsigned i) {
  const std::uint64_t control = core.dr[7];
  const auto length = static_cast<std::uint32_t>(control >> (18 + 4 * i)) & 3;
  const std::uint32_t bytes = length == 2 ? 8 : length + 1;
  return {core.dr[i] & ~std::uint64_t{bytes - 1}, ((control >> (2 * i)) & 3) != 0,
          static_cast<breakpoint_kind>((control >> (16 + 4 * i)) & 3), bytes};
}

bool is_of_kind(breakpoint_kind asked, breakpoint_kind set) {
  return asked == set || (asked == breakpoint_kind::write && set == breakpoint_kind::access);
}

}  // namespace

void reset_debug_registers(core_state& core) {
  for (unsigned i = 0; i < breakpoints; ++i) core.dr[i] = 0;
  core.dr[6] = dr6::ones;
  set_dr7(core, 0);
  core.traps_due = 0;
}

void set_dr7(core_state& core, std::uint64_t value) {
  core.dr[7] = (static_cast<std::uint32_t>(value) & ~dr7::reserved) | dr7::ones;
  core.env->hflags &= ~library::hf_debug;
  if (core.dr[7] & 0xff) core.env->hflags |= library::hf_debug;
}

unsigned breakpoints_met(const core_state& core, breakpoint_kind kind, std::uint64_t address,
                         std::uint32_t bytes) {
  if (kind == breakpoint_kind::port && !(core.env->cr[4] & cr4_de)) return 0;
  unsigned met = 0;
  bool enabled = false;
  for (unsigned i = 0; i < breakpoints; ++i) {
    const breakpoint b = number(core, i);
    if (!is_of_kind(kind, b.kind)) continue;
    const std::uint64_t at = b.address & core.env->linear_mask();
    if (address >= at + b.bytes || at >= address + bytes) continue;
    if (kind == breakpoint_kind::execution && address != at) continue;
    met |= 1u << i;
    enabled |= b.enabled;
  }
  return enabled ? met : 0;
}

void deliver_debug_trap(core_state& core) {
  constexpr std::uint32_t vector_db = 1;
  core.dr[6] = (core.dr[6] & ~dr6::met) | std::exchange(core.traps_due, 0u);
  core.client.sensitive_instruction(exit_kind::exception, vector_db, 0);
  deliver_event(core, vector_db, false);
  core.delivered(vector_db);
}

}  // namespace trapline::engine
