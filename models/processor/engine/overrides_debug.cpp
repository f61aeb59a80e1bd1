/// MOV to and from debug registers, and the traps that are raised at an instruction's end.
#include <utility>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/debug_registers.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

using trapline::engine::core_state;
using namespace trapline::engine::library;
namespace dr6 = trapline::engine::dr6;
namespace dr7 = trapline::engine::dr7;

namespace {

constexpr int vector_db = 1, vector_ud = 6, vector_gp = 13;
constexpr std::uint64_t cr4_de = 8;

// DR4 and DR5 are other names of DR6 and DR7 unless CR4.DE takes them away; every access faults under GD.
unsigned accessible(cpu_env& env, int number, std::uintptr_t caller) {
  const bool alias = number == 4 || number == 5;
  if (alias && (env.cr[4] & cr4_de)) raise_exception_err_ra_x86_64(&env, vector_ud, 0, caller);
  core_state& core = core_state::of_env(&env);
  if (core.dr[7] & dr7::general_detect) {
    core.dr[7] &= ~dr7::general_detect;
    core.dr[6] |= dr6::general_detect;
    core.debug_fault_restarts = true;
    raise_exception_err_ra_x86_64(&env, vector_db, 0, caller);
  }
  return static_cast<unsigned>(alias ? number + 2 : number);
}

}  // namespace

extern "C" {
void helper_set_dr_x86_64(cpu_env*, int number, std::uint64_t value);
std::uint64_t helper_get_dr_x86_64(cpu_env*, int number);
void helper_bpt_io_x86_64(cpu_env*, std::uint32_t port, std::uint32_t bytes, std::uint64_t next);
void helper_single_step_x86_64(cpu_env*);
void helper_rechecking_single_step_x86_64(cpu_env*);
void breakpoint_handler_x86_64(void* cpu);

void helper_set_dr_x86_64(cpu_env* env, int number, std::uint64_t value) {
  const auto caller = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  const unsigned which = accessible(*env, number, caller);
  core_state& core = core_state::of_env(env);
  if (!(env->hflags & hf_cs64)) value = static_cast<std::uint32_t>(value);
  if (which < 4) {
    core.dr[which] = value;
    return;
  }
  if (value >> 32) raise_exception_err_ra_x86_64(env, vector_gp, 0, caller);
  if (which == 6) {
    core.dr[6] = dr6::ones | (value & (dr6::met | dr6::general_detect | dr6::single_step | dr6::task_switch));
  } else {
    set_dr7(core, value);
  }
}

std::uint64_t helper_get_dr_x86_64(cpu_env* env, int number) {
  const auto caller = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  return core_state::of_env(env).dr[accessible(*env, number, caller)];
}

// A task switch takes the local breakpoints away.
void cpu_x86_update_dr7_x86_64(cpu_env* env, std::uint32_t value) {
  if (core_state::is_open(env)) set_dr7(core_state::of_env(env), value);
}

// The port access itself has looked for its breakpoint.
void helper_bpt_io_x86_64(cpu_env*, std::uint32_t, std::uint32_t, std::uint64_t) {}

// Data breakpoints that the same instruction met are one trap with it.
void helper_single_step_x86_64(cpu_env* env) {
  core_state& core = core_state::of_env(env);
  core.dr[6] = (core.dr[6] & ~dr6::met) | dr6::single_step | std::exchange(core.traps_due, 0u);
  raise_exception_err_ra_x86_64(env, vector_db, 0, 0);
}

void helper_rechecking_single_step_x86_64(cpu_env* env) {
  if (env->eflags & hf_tf) helper_single_step_x86_64(env);
}

void breakpoint_handler_x86_64(void*) {}
}

namespace trapline::engine {

std::span<const replacement> debug_replacements() {
  static const replacement all[] = {
      {"helper_set_dr_x86_64", reinterpret_cast<const void*>(&helper_set_dr_x86_64)},
      {"helper_get_dr_x86_64", reinterpret_cast<const void*>(&helper_get_dr_x86_64)},
      {"cpu_x86_update_dr7_x86_64", reinterpret_cast<const void*>(&cpu_x86_update_dr7_x86_64)},
      {"helper_bpt_io_x86_64", reinterpret_cast<const void*>(&helper_bpt_io_x86_64)},
      {"helper_single_step_x86_64", reinterpret_cast<const void*>(&helper_single_step_x86_64)},
      {"helper_rechecking_single_step_x86_64",
       reinterpret_cast<const void*>(&helper_rechecking_single_step_x86_64)},
      {"breakpoint_handler_x86_64", reinterpret_cast<const void*>(&breakpoint_handler_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
