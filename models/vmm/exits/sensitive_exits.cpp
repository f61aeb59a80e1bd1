#include "models/vmm/exits/sensitive_exits.h"

#include "models/vmm/exits/monitor_paths.h"

namespace trapline::vmm {

using engine::exit_kind;
using processor::physical_processor;
using processor::step_meter;

namespace {

constexpr std::uint64_t cr3 = 3;

/// What the monitor does about an exit; null for an exception that it only passes on.
const path_part* body_of(exit_reason r, std::uint64_t detail) {
  switch (r) {
    case exit_reason::cpuid:
      return &emulate_cpuid;
    case exit_reason::cr_access:
      return detail == cr3 ? &shadow_switch : &emulate_cr;
    case exit_reason::msr_read:
    case exit_reason::msr_write:
      return &emulate_msr;
    case exit_reason::invlpg:
      return &shadow_invalidate;
    case exit_reason::page_fault:
      return &shadow_fault;
    case exit_reason::exception:
    case exit_reason::count_:
      break;
  }
  return nullptr;
}

std::uint64_t control_register(const engine::x86_core& core, std::uint64_t which) {
  const engine::register_file r = core.registers();
  return which == 0 ? r.cr0 : which == 4 ? r.cr4 : r.cr3;
}

}  // namespace

sensitive_exits::sensitive_exits(run_statistics& s, const std::string& vm, cost_sampler& costs)
    : intercepts_{costs.properties()}, costs_{costs} {
  for (std::size_t i = 0; i < counts_.size(); ++i)
    counts_[i] = &s.exit(vm, std::string{name_of(static_cast<exit_reason>(i))});
}

std::optional<exit_reason> sensitive_exits::reason_of(const engine::x86_core& core, exit_kind kind,
                                                      std::uint64_t detail, std::uint64_t value) const {
  const std::uint64_t changed = kind == exit_kind::cr_write ? control_register(core, detail) ^ value : 0;
  return intercepts_.of(kind, detail, changed);
}

void sensitive_exits::charge_body(step_meter& m, physical_processor& cpu, exit_reason r,
                                  std::uint64_t detail) {
  if (const path_part* body = body_of(r, detail)) m.charge(cpu, costs_, *body);
}

}  // namespace trapline::vmm
