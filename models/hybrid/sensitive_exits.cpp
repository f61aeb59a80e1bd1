#include "models/hybrid/sensitive_exits.h"

#include "models/processor/vm_transition.h"

namespace trapline::hybrid {

using engine::exit_kind;
using processor::physical_processor;
using vmm::exit_reason;

namespace {

constexpr std::uint64_t cr3 = 3;

step body_of(exit_reason r, std::uint64_t detail) {
  switch (r) {
    case exit_reason::cpuid: return step::emulate_cpuid;
    case exit_reason::cr_access: return detail == cr3 ? step::shadow_switch : step::emulate_cr;
    case exit_reason::invlpg: return step::shadow_invalidate;
    default: return step::emulate_msr;
  }
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

sensitive_exits::outcome sensitive_exits::take(processor::virtual_cpu& guest, exit_kind kind, std::uint64_t detail,
                                               std::uint64_t value) {
  const std::uint64_t changed = kind == exit_kind::cr_write ? control_register(guest.core(), detail) ^ value : 0;
  const auto reason = intercepts_.of(kind, detail, changed);
  if (!reason) return outcome::stayed;
  physical_processor& cpu = guest.on();
  cpu.finish_cycle();
  meter_.open(cpu);
  vm_exit(meter_, cpu, costs_, 202);
  meter_.charge(cpu, costs_, 202, step::decode_exit);
  if (kind == exit_kind::exception)
    inject(cpu, *reason);
  else
    emulate(cpu, *reason, detail);
  vm_entry(meter_, cpu, costs_, 205);
  counts_[static_cast<std::size_t>(*reason)]->away.add(meter_.record().total());
  return kind == exit_kind::exception ? outcome::injected : outcome::emulated;
}

void sensitive_exits::emulate(physical_processor& cpu, exit_reason r, std::uint64_t detail) {
  meter_.charge(cpu, costs_, 204, body_of(r, detail));
  meter_.charge(cpu, costs_, 205, step::write_back);
  meter_.charge(cpu, costs_, 205, step::check_interrupts);
}

void sensitive_exits::inject(physical_processor& cpu, exit_reason r) {
  if (r == exit_reason::page_fault) meter_.charge(cpu, costs_, 204, step::shadow_fault);
  meter_.charge(cpu, costs_, 205, step::event_injection);
}

}  // namespace trapline::hybrid
