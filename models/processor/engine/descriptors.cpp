#include "models/processor/engine/descriptors.h"

#include <cstddef>

#include "models/processor/engine/page_walk.h"

namespace trapline::engine {

namespace {

constexpr std::uint32_t selector_in_ldt = 4, type_mask = 0x1f, call_gate = 4, interrupt_gate = 6,
                        trap_gate = 7;

std::optional<std::uint32_t> type_at(const core_state& core, const library::segment& table,
                                     std::uint32_t offset) {
  if (core.env->in_long_mode() || offset + 7 > table.limit) return std::nullopt;
  const auto at = translate_linear(core, (table.base + offset + 5) & 0xffff'ffff, false);
  const memory_piece* piece = at ? core.memory.piece_at(*at) : nullptr;
  if (!piece) return std::nullopt;
  return std::to_integer<std::uint32_t>(piece->host[*at - piece->address]) & type_mask;
}

}  // namespace

std::optional<std::uint32_t> descriptor_type(const core_state& core, std::uint32_t selector) {
  const library::segment& table = selector & selector_in_ldt ? core.env->ldt : core.env->gdt;
  return type_at(core, table, selector & 0xfff8);
}

std::optional<std::uint32_t> interrupt_gate_type(const core_state& core, std::uint32_t vector) {
  return type_at(core, core.env->idt, 8 * vector);
}

bool is_286_call_gate(const core_state& core, std::uint32_t selector) {
  return descriptor_type(core, selector) == call_gate;
}

bool is_286_interrupt_gate(const core_state& core, std::uint32_t vector) {
  const auto type = interrupt_gate_type(core, vector);
  return type == interrupt_gate || type == trap_gate;
}

}  // namespace trapline::engine
