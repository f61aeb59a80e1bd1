/// Loads of segment registers and far transfers: what they load decides which accesses are checked from then
/// on. They may fault, and the fault must find the instruction although we stand between it and the library.
#include <algorithm>

#include "models/processor/engine/canonical.h"
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/descriptor_tables.h"
#include "models/processor/engine/descriptors.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/segments.h"
#include "models/processor/engine/task_switch.h"

using trapline::engine::core_state;
using trapline::engine::descriptor;
using trapline::engine::descriptor_tables;
using trapline::engine::is_286_call_gate;
using trapline::engine::is_canonical;
using trapline::engine::names_task;
using trapline::engine::refresh_segments;
using trapline::engine::return_to_task;
using trapline::engine::task_switch;
using trapline::engine::transfer_to_task;
using namespace trapline::engine::library;
namespace selector_part = trapline::engine::selector_part;

namespace {

constexpr std::uint32_t low_word = 0xffff;
constexpr int vector_gp = 13;

// The library's function takes where it returns to for the translated code that called it.
template <typename Real, typename... Arguments>
void call(Real real, cpu_env* env, void* caller, Arguments... arguments) {
  if (!core_state::is_open(env)) {
    real(env, arguments...);
    return;
  }
  core_state& core = core_state::of_env(env);
  core.called_from = reinterpret_cast<std::uintptr_t>(caller);
  real(env, arguments...);
  core.called_from = 0;
  refresh_segments(*env);
}

/// A return to an outer ring takes the selectors of inner data segments away; what was loaded with them stays
/// behind, and counts in 64-bit code.
class nullified_segments {
 public:
  explicit nullified_segments(const cpu_env& env) { std::ranges::copy(env.segs, before_); }
  void keep_hidden_parts(cpu_env& env) const {
    if (env.eflags & flag_vm) return;
    for (const int i : {es, ds, fs, gs}) {
      segment& s = env.segs[i];
      if (is_null(s) && !is_null(before_[i]))
        s = {s.selector, 0, before_[i].base, before_[i].limit, before_[i].flags & ~present};
    }
    refresh_segments(env);
  }

 private:
  static constexpr std::uint32_t present = 1u << 15;
  static bool is_null(const segment& s) { return (s.selector & 0xfffc) == 0; }
  segment before_[6];
};

// What LLDT and LTR load in long mode has a base of 64 bits, which has to be canonical.
void check_base(cpu_env* env, int selector, void* caller) {
  const auto asked = static_cast<std::uint32_t>(selector) & low_word;
  const std::uint32_t offset = asked & selector_part::index;
  if (!env->in_long_mode() || offset == 0 || (asked & selector_part::in_ldt) || offset + 15 > env->gdt.limit)
    return;
  const descriptor_tables tables{*env, reinterpret_cast<std::uintptr_t>(caller)};
  const descriptor d = tables.at(asked, vector_gp);
  const std::uint64_t base = d.base() | std::uint64_t{tables.load(env->gdt.base + offset + 8, 4)} << 32;
  if (d.is(descriptor::present) && !is_canonical(base)) tables.raise(vector_gp, asked);
}

// A far transfer that is a switch of tasks does not come back.
void to_task(cpu_env* env, int selector, task_switch how, std::uint64_t next, void* caller) {
  core_state& core = core_state::of_env(env);
  if (names_task(core, static_cast<std::uint32_t>(selector)))
    transfer_to_task(core, static_cast<std::uint32_t>(selector), how, next,
                     reinterpret_cast<std::uintptr_t>(caller));
}

// Without breakpoints nothing could tell it from a flag that is clear, and code would be translated once
// more.
void forget_resume_flag(cpu_env* env) {
  if (!(env->hflags & hf_debug)) env->eflags &= ~flag_rf;
}

}  // namespace

extern "C" {
void helper_load_seg_x86_64(cpu_env*, int segment, int selector);
void helper_lldt_x86_64(cpu_env*, int selector);
void helper_ltr_x86_64(cpu_env*, int selector);
void helper_ljmp_protected_x86_64(cpu_env*, int selector, std::uint64_t eip, std::uint64_t next);
void helper_lcall_protected_x86_64(cpu_env*, int selector, std::uint64_t eip, int shift, std::uint64_t next);
void helper_lret_protected_x86_64(cpu_env*, int shift, int more);
void helper_iret_protected_x86_64(cpu_env*, int shift, int next);
void helper_iret_real_x86_64(cpu_env*, int shift);
void helper_sysexit_x86_64(cpu_env*, int wide);
void helper_sysret_x86_64(cpu_env*, int wide);
std::uint64_t helper_read_eflags_x86_64(cpu_env*);
[[noreturn]] void raise_exception_ra_x86_64(cpu_env*, int vector, std::uintptr_t return_address);

void helper_load_seg_x86_64(cpu_env* env, int segment, int selector) {
  static const auto real = original(&helper_load_seg_x86_64, "helper_load_seg_x86_64");
  // A null selector is a stack of 64-bit code, in its own ring only.
  const bool null_stack = segment == ss && (env->hflags & hf_cs64) && (selector & 0xfffc) == 0;
  if (null_stack && static_cast<unsigned>(selector & 3) != (env->hflags & hf_cpl))
    raise_exception_err_ra_x86_64(env, vector_gp, 0,
                                  reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)));
  call(real, env, __builtin_return_address(0), segment, selector);
}

void helper_lldt_x86_64(cpu_env* env, int selector) {
  static const auto real = original(&helper_lldt_x86_64, "helper_lldt_x86_64");
  check_base(env, selector, __builtin_return_address(0));
  call(real, env, __builtin_return_address(0), selector);
}

void helper_ltr_x86_64(cpu_env* env, int selector) {
  static const auto real = original(&helper_ltr_x86_64, "helper_ltr_x86_64");
  check_base(env, selector, __builtin_return_address(0));
  call(real, env, __builtin_return_address(0), selector);
}

void helper_ljmp_protected_x86_64(cpu_env* env, int selector, std::uint64_t eip, std::uint64_t next) {
  static const auto real = original(&helper_ljmp_protected_x86_64, "helper_ljmp_protected_x86_64");
  to_task(env, selector, task_switch::jump, next, __builtin_return_address(0));
  call(real, env, __builtin_return_address(0), selector, eip, next);
}

void helper_lcall_protected_x86_64(cpu_env* env, int selector, std::uint64_t eip, int shift,
                                   std::uint64_t next) {
  static const auto real = original(&helper_lcall_protected_x86_64, "helper_lcall_protected_x86_64");
  to_task(env, selector, task_switch::call, next, __builtin_return_address(0));
  const bool narrow = is_286_call_gate(core_state::of_env(env), static_cast<std::uint32_t>(selector));
  call(real, env, __builtin_return_address(0), selector, eip, shift, next);
  if (narrow) env->eip &= low_word;
}

void helper_lret_protected_x86_64(cpu_env* env, int shift, int more) {
  static const auto real = original(&helper_lret_protected_x86_64, "helper_lret_protected_x86_64");
  const nullified_segments inner{*env};
  call(real, env, __builtin_return_address(0), shift, more);
  inner.keep_hidden_parts(*env);
}

void helper_iret_protected_x86_64(cpu_env* env, int shift, int next) {
  static const auto real = original(&helper_iret_protected_x86_64, "helper_iret_protected_x86_64");
  constexpr std::uint64_t flag_nt = 0x4000;
  if ((env->eflags & flag_nt) && !env->in_long_mode())
    return_to_task(core_state::of_env(env), static_cast<std::uint32_t>(next),
                   reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)));
  const nullified_segments inner{*env};
  call(real, env, __builtin_return_address(0), shift, next);
  inner.keep_hidden_parts(*env);
  forget_resume_flag(env);
}

void helper_iret_real_x86_64(cpu_env* env, int shift) {
  static const auto real = original(&helper_iret_real_x86_64, "helper_iret_real_x86_64");
  call(real, env, __builtin_return_address(0), shift);
  forget_resume_flag(env);
}

void helper_sysexit_x86_64(cpu_env* env, int wide) {
  static const auto real = original(&helper_sysexit_x86_64, "helper_sysexit_x86_64");
  call(real, env, __builtin_return_address(0), wide);
}

void helper_sysret_x86_64(cpu_env* env, int wide) {
  static const auto real = original(&helper_sysret_x86_64, "helper_sysret_x86_64");
  call(real, env, __builtin_return_address(0), wide);
}

// The image has neither RF nor VM. Intel SDM volume 2, PUSHF.
std::uint64_t helper_read_eflags_x86_64(cpu_env* env) {
  static const auto real = original(&helper_read_eflags_x86_64, "helper_read_eflags_x86_64");
  return real(env) & ~(flag_rf | flag_vm);
}

void cpu_x86_update_cr0_x86_64(cpu_env* env, std::uint32_t value) {
  static const auto real = original(&cpu_x86_update_cr0_x86_64, "cpu_x86_update_cr0_x86_64");
  real(env, value);
  refresh_segments(*env);
}

void raise_exception_err_ra_x86_64(cpu_env* env, int vector, int code, std::uintptr_t return_address) {
  static const auto real = original(&raise_exception_err_ra_x86_64, "raise_exception_err_ra_x86_64");
  real(env, vector, code, core_state::of_env(env).translated_caller(return_address));
  __builtin_unreachable();
}

void raise_exception_ra_x86_64(cpu_env* env, int vector, std::uintptr_t return_address) {
  static const auto real = original(&raise_exception_ra_x86_64, "raise_exception_ra_x86_64");
  real(env, vector, core_state::of_env(env).translated_caller(return_address));
  __builtin_unreachable();
}
}

namespace trapline::engine {

std::span<const replacement> segment_replacements() {
  static const replacement all[] = {
      {"helper_load_seg_x86_64", reinterpret_cast<const void*>(&helper_load_seg_x86_64)},
      {"helper_lldt_x86_64", reinterpret_cast<const void*>(&helper_lldt_x86_64)},
      {"helper_ltr_x86_64", reinterpret_cast<const void*>(&helper_ltr_x86_64)},
      {"helper_ljmp_protected_x86_64", reinterpret_cast<const void*>(&helper_ljmp_protected_x86_64)},
      {"helper_lcall_protected_x86_64", reinterpret_cast<const void*>(&helper_lcall_protected_x86_64)},
      {"helper_lret_protected_x86_64", reinterpret_cast<const void*>(&helper_lret_protected_x86_64)},
      {"helper_iret_protected_x86_64", reinterpret_cast<const void*>(&helper_iret_protected_x86_64)},
      {"helper_iret_real_x86_64", reinterpret_cast<const void*>(&helper_iret_real_x86_64)},
      {"helper_sysexit_x86_64", reinterpret_cast<const void*>(&helper_sysexit_x86_64)},
      {"helper_sysret_x86_64", reinterpret_cast<const void*>(&helper_sysret_x86_64)},
      {"helper_read_eflags_x86_64", reinterpret_cast<const void*>(&helper_read_eflags_x86_64)},
      {"cpu_x86_update_cr0_x86_64", reinterpret_cast<const void*>(&cpu_x86_update_cr0_x86_64)},
      {"raise_exception_err_ra_x86_64", reinterpret_cast<const void*>(&raise_exception_err_ra_x86_64)},
      {"raise_exception_ra_x86_64", reinterpret_cast<const void*>(&raise_exception_ra_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
