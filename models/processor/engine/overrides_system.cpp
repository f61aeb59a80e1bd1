/// System instructions that the library leaves to hooks, answers for the host, or of which a monitor
/// wants to know: time stamp, CPUID, MSRs, control registers, SYSENTER, SYSCALL.
#include "models/processor/engine/control_registers.h"
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/cpuid.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/model_specific_registers.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/segments.h"

using trapline::engine::core_state;
using trapline::engine::cpuid_leaf;
using trapline::engine::cpuid_result;
using trapline::engine::exit_kind;
using trapline::engine::kind_of_msr;
using trapline::engine::may_write_msr;
using trapline::engine::msr_kind;
using namespace trapline::engine::library;
namespace apic_base = trapline::engine::apic_base;

namespace {

constexpr int vector_ud = 6;
constexpr int task_priority = 8;  // CR8
constexpr int vector_gp = 13;
constexpr std::uint64_t cr4_tsd = 4;
constexpr std::uint64_t efer_sce = 1;
constexpr std::uint32_t feature_apic = 1u << 9;

// Access bytes and limits' high nibble as in a descriptor's high dword: flat, present, accessed.
constexpr std::uint32_t code32 = 0x00cf'9b00, code64 = 0x00af'9b00, data32 = 0x00cf'9300;

void put_edx_eax(cpu_env& env, std::uint64_t value) {
  env.regs[rax] = static_cast<std::uint32_t>(value);
  env.regs[rdx] = value >> 32;
}

[[noreturn]] void general_protection(cpu_env* env, void* caller) {
  raise_exception_err_ra_x86_64(env, vector_gp, 0, reinterpret_cast<std::uintptr_t>(caller));
}

void time_stamp(cpu_env* env, void* caller) {
  if ((env->cr[4] & cr4_tsd) && (env->hflags & hf_cpl))
    raise_exception_err_ra_x86_64(env, vector_gp, 0, reinterpret_cast<std::uintptr_t>(caller));
  core_state& core = core_state::of_env(env);
  put_edx_eax(*env, core.client.time_stamp_counter() + core.time_stamp_offset);
}

void enter_ring_0(cpu_env& env, std::uint32_t selector, std::uint32_t code) {
  env.segs[cs] = {selector & 0xfffc, 0, 0, 0xffff'ffff, code};
  env.segs[ss] = {(selector + 8) & 0xfffc, 0, 0, 0xffff'ffff, data32};
}

}  // namespace

extern "C" {
void helper_rdtsc_x86_64(cpu_env*);
void helper_rdtscp_x86_64(cpu_env*);
void helper_rdpmc_x86_64(cpu_env*);
void helper_cpuid_x86_64(cpu_env*);
void helper_rdmsr_x86_64(cpu_env*);
void helper_wrmsr_x86_64(cpu_env*);
void helper_sysenter_x86_64(cpu_env*, int length);
void helper_syscall_x86_64(cpu_env*, int length);
// NOLINTBEGIN(readability-identifier-naming): the library's names
std::uint64_t helper_read_crN_x86_64(cpu_env*, int which);
void helper_write_crN_x86_64(cpu_env*, int which, std::uint64_t value);
// NOLINTEND(readability-identifier-naming)
void helper_clts_x86_64(cpu_env*);
void helper_invlpg_x86_64(cpu_env*, std::uint64_t linear);

void helper_rdtsc_x86_64(cpu_env* env) { time_stamp(env, __builtin_return_address(0)); }

void helper_rdtscp_x86_64(cpu_env* env) {
  time_stamp(env, __builtin_return_address(0));
  env->regs[rcx] = 0;
}

// Counters that count nothing: the Pentium 4 has eighteen. Intel SDM volume 2, RDPMC.
void helper_rdpmc_x86_64(cpu_env* env) {
  constexpr std::uint64_t cr4_pce = 0x100;
  constexpr std::uint32_t counters = 18, fast_read = 1u << 31;
  const bool permitted = !(env->hflags & hf_cpl) || (env->cr[4] & cr4_pce);
  if (!permitted || (static_cast<std::uint32_t>(env->regs[rcx]) & ~fast_read) >= counters)
    raise_exception_err_ra_x86_64(env, vector_gp, 0,
                                  reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)));
  put_edx_eax(*env, 0);
}

void helper_cpuid_x86_64(cpu_env* env) {
  core_state& core = core_state::of_env(env);
  const auto leaf = static_cast<std::uint32_t>(env->regs[rax]);
  core.client.sensitive_instruction(exit_kind::cpuid, leaf, 0);
  cpuid_result r = cpuid_leaf(core.description, leaf);
  if (leaf == 1 && !core.apic_on) r.edx &= ~feature_apic;
  env->regs[rax] = r.eax;
  env->regs[rbx] = r.ebx;
  env->regs[rcx] = r.ecx;
  env->regs[rdx] = r.edx;
}

void helper_rdmsr_x86_64(cpu_env* env) {
  static const auto real = original(&helper_rdmsr_x86_64, "helper_rdmsr_x86_64");
  if (!core_state::is_open(env)) return real(env);
  core_state& core = core_state::of_env(env);
  const auto msr = static_cast<std::uint32_t>(env->regs[rcx]);
  core.client.sensitive_instruction(exit_kind::rdmsr, msr, 0);
  switch (kind_of_msr(core.description, msr)) {
    case msr_kind::time_stamp:
      return put_edx_eax(*env, core.client.time_stamp_counter() + core.time_stamp_offset);
    case msr_kind::local_apic_base:
      return put_edx_eax(*env, apic_base::after_reset & ~(core.apic_on ? 0 : apic_base::enabled));
    case msr_kind::constant_zero:
      return put_edx_eax(*env, 0);
    case msr_kind::kept:
      return put_edx_eax(*env, core.msrs[msr]);
    case msr_kind::known:
      return real(env);
    default:
      general_protection(env, __builtin_return_address(0));
  }
}

void helper_wrmsr_x86_64(cpu_env* env) {
  static const auto real = original(&helper_wrmsr_x86_64, "helper_wrmsr_x86_64");
  if (!core_state::is_open(env)) return real(env);
  core_state& core = core_state::of_env(env);
  const auto msr = static_cast<std::uint32_t>(env->regs[rcx]);
  const std::uint64_t value = static_cast<std::uint32_t>(env->regs[rax]) | env->regs[rdx] << 32;
  core.client.sensitive_instruction(exit_kind::wrmsr, msr, 0);
  const msr_kind kind = kind_of_msr(core.description, msr);
  if (kind == msr_kind::absent || !may_write_msr(core, msr, value))
    general_protection(env, __builtin_return_address(0));
  if (kind == msr_kind::known) return real(env);
  if (kind == msr_kind::kept) core.msrs[msr] = value;
  if (kind == msr_kind::time_stamp) core.time_stamp_offset = value - core.client.time_stamp_counter();
  if (kind != msr_kind::local_apic_base || core.apic_on == ((value & apic_base::enabled) != 0)) return;
  core.apic_on = !core.apic_on;
  core.client.local_apic_switched(core.apic_on);
}

void helper_sysenter_x86_64(cpu_env* env, int) {
  const core_state& core = core_state::of_env(env);
  const std::uint32_t selector = *core.sysenter_cs;
  if (!(selector & 0xfffc))
    raise_exception_err_ra_x86_64(env, vector_gp, 0,
                                  reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)));
  const bool long_mode = env->hflags & hf_lma;
  env->eflags &= ~(flag_vm | flag_if | flag_rf);
  enter_ring_0(*env, selector, long_mode ? code64 : code32);
  env->regs[rsp] = *core.sysenter_esp;
  env->eip = *core.sysenter_eip;
  update_hflags(*env);
  trapline::engine::refresh_segments(*env);
}

void helper_syscall_x86_64(cpu_env* env, int length) {
  if (!(env->efer & efer_sce))
    raise_exception_err_ra_x86_64(env, vector_ud, 0,
                                  reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)));
  const core_state& core = core_state::of_env(env);
  const auto selector = static_cast<std::uint32_t>(*core.star >> 32) & 0xffff;
  const std::uint64_t next = env->eip + static_cast<std::uint64_t>(length);
  if (env->hflags & hf_lma) {
    const std::uint64_t arithmetic = cpu_cc_compute_all_x86_64(env, static_cast<int>(env->cc_op));
    const std::uint64_t flags = env->eflags | arithmetic | (static_cast<std::uint64_t>(env->df) & flag_df);
    env->regs[rcx] = next;
    env->regs[r11] = flags & ~flag_rf;
    const std::uint64_t left = flags & ~(*core.fmask | flag_rf);
    env->cc_src = left & flag_arithmetic;
    env->cc_op = cc_op_eflags;
    env->df = left & flag_df ? -1 : 1;
    env->eflags = (left & ~(flag_arithmetic | flag_df)) | 2;
    env->eip = env->hflags & hf_cs64 ? *core.lstar : *core.cstar;
    enter_ring_0(*env, selector, code64);
  } else {
    env->regs[rcx] = static_cast<std::uint32_t>(next);
    env->eflags &= ~(flag_if | flag_rf | flag_vm);
    env->eip = static_cast<std::uint32_t>(*core.star);
    enter_ring_0(*env, selector, code32);
  }
  update_hflags(*env);
  trapline::engine::refresh_segments(*env);
}

std::uint64_t helper_read_crN_x86_64(cpu_env* env, int which) {
  static const auto real = original(&helper_read_crN_x86_64, "helper_read_crN_x86_64");
  core_state& core = core_state::of_env(env);
  core.client.sensitive_instruction(exit_kind::cr_read, static_cast<std::uint64_t>(which), 0);
  return which == task_priority ? core.client.task_priority() : real(env, which);
}

void helper_write_crN_x86_64(cpu_env* env, int which, std::uint64_t value) {
  static const auto real = original(&helper_write_crN_x86_64, "helper_write_crN_x86_64");
  core_state& core = core_state::of_env(env);
  if (!(env->hflags & hf_cs64)) value = static_cast<std::uint32_t>(value);
  core.client.sensitive_instruction(exit_kind::cr_write, static_cast<std::uint64_t>(which), value);
  if (!trapline::engine::may_write_control_register(core, which, value))
    general_protection(env, __builtin_return_address(0));
  if (which == task_priority) return core.client.set_task_priority(static_cast<unsigned>(value));
  real(env, which, value);
}

void helper_clts_x86_64(cpu_env* env) {
  static const auto real = original(&helper_clts_x86_64, "helper_clts_x86_64");
  constexpr std::uint64_t task_switched = 8;
  core_state::of_env(env).client.sensitive_instruction(exit_kind::cr_write, 0, env->cr[0] & ~task_switched);
  real(env);
}

void helper_invlpg_x86_64(cpu_env* env, std::uint64_t linear) {
  static const auto real = original(&helper_invlpg_x86_64, "helper_invlpg_x86_64");
  core_state::of_env(env).client.sensitive_instruction(exit_kind::invlpg, linear, 0);
  real(env, linear);
}

}  // extern "C"

namespace trapline::engine {

std::span<const replacement> system_replacements() {
  static const replacement all[] = {
      {"helper_rdtsc_x86_64", reinterpret_cast<const void*>(&helper_rdtsc_x86_64)},
      {"helper_rdtscp_x86_64", reinterpret_cast<const void*>(&helper_rdtscp_x86_64)},
      {"helper_rdpmc_x86_64", reinterpret_cast<const void*>(&helper_rdpmc_x86_64)},
      {"helper_cpuid_x86_64", reinterpret_cast<const void*>(&helper_cpuid_x86_64)},
      {"helper_rdmsr_x86_64", reinterpret_cast<const void*>(&helper_rdmsr_x86_64)},
      {"helper_wrmsr_x86_64", reinterpret_cast<const void*>(&helper_wrmsr_x86_64)},
      {"helper_sysenter_x86_64", reinterpret_cast<const void*>(&helper_sysenter_x86_64)},
      {"helper_syscall_x86_64", reinterpret_cast<const void*>(&helper_syscall_x86_64)},
      {"helper_read_crN_x86_64", reinterpret_cast<const void*>(&helper_read_crN_x86_64)},
      {"helper_write_crN_x86_64", reinterpret_cast<const void*>(&helper_write_crN_x86_64)},
      {"helper_clts_x86_64", reinterpret_cast<const void*>(&helper_clts_x86_64)},
      {"helper_invlpg_x86_64", reinterpret_cast<const void*>(&helper_invlpg_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
