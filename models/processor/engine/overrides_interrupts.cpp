/// What happens between two blocks: attention asked for by the accounting or by request_stop(), the
/// INTR pin, HLT and the end by a triple fault.
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/debug_registers.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/task_switch.h"

using trapline::engine::core_state;
using trapline::engine::deliver_debug_trap;
using trapline::engine::deliver_event;
using trapline::engine::exit_kind;
using namespace trapline::engine::library;

extern "C" {
void x86_cpu_exec_enter_x86_64(void* cpu);
void x86_cpu_exec_exit_x86_64(void* cpu);
void helper_hlt_x86_64(cpu_env*, int length);
void helper_single_step_x86_64(cpu_env*);
void helper_pause_x86_64(cpu_env*, int length);
void helper_raise_interrupt_x86_64(cpu_env*, int vector, int length);
void helper_into_x86_64(cpu_env*, int length);
void qemu_system_reset_request(uc_engine*);

void x86_cpu_exec_enter_x86_64(void* cpu) {
  static const auto real = original(&x86_cpu_exec_enter_x86_64, "x86_cpu_exec_enter_x86_64");
  if (core_state* core = core_state::of_cpu(cpu)) core->flags_apart = true;
  real(cpu);
}

void x86_cpu_exec_exit_x86_64(void* cpu) {
  static const auto real = original(&x86_cpu_exec_exit_x86_64, "x86_cpu_exec_exit_x86_64");
  if (core_state* core = core_state::of_cpu(cpu)) core->flags_apart = false;
  real(cpu);
}

// True when the registers were changed, so that no jump may be chained across. Delivery may leave by
// longjmp (a fault on the way): nothing here may need a destructor.
bool x86_cpu_exec_interrupt_x86_64(void* cpu, int requests) {
  static const auto real = original(&x86_cpu_exec_interrupt_x86_64, "x86_cpu_exec_interrupt_x86_64");
  core_state* core = core_state::of_cpu(cpu);
  if (!core) return real(cpu, requests);
  core->registers_set = false;
  // A trap of the instruction before comes first, but not between MOV SS and the load of the stack pointer:
  // then it is looked at again behind that.
  core->requests() &= ~request_trap;
  if (core->traps_due) {
    if (!(core->env->hflags & hf_inhibit_irq)) {
      deliver_debug_trap(*core);
      return true;
    }
    core->requests() |= request_trap;
  }
  if (core->requests() & request_attention) {
    core->requests() &= ~request_attention;
    if (!core->stop && !core->shutdown) core->budget_spent();
    if (core->stop || core->shutdown) {
      uc_emu_stop(core->uc);
      return core->registers_set;
    }
  }
  cpu_env& env = *core->env;
  if (core->takes_nmi()) {
    constexpr int vector_nmi = 2;
    core->requests() &= ~request_nmi;
    env.hflags2 |= hf2_nmi_blocked;
    deliver_event(*core, vector_nmi, true);
    core->delivered(vector_nmi);
    return true;
  }
  const bool takes_interrupt =
      (core->requests() & request_hard) && (env.eflags & flag_if) && !(env.hflags & hf_inhibit_irq);
  const int vector = takes_interrupt ? core->client.acknowledge_interrupt() : -1;
  if (takes_interrupt && core->stop) core->leave_chain();
  if (vector < 0) {
    core->read_wanted_code();
    return core->registers_set;
  }
  deliver_event(*core, static_cast<std::uint32_t>(vector), true);
  core->delivered(static_cast<std::uint32_t>(vector));
  return true;
}

void helper_hlt_x86_64(cpu_env* env, int length) {
  static const auto real = original(&helper_hlt_x86_64, "helper_hlt_x86_64");
  core_state& core = core_state::of_env(env);
  // A single step's trap is one of those that end a halt.
  if (env->eflags & hf_tf) {
    env->eip += static_cast<std::uint64_t>(length);
    env->hflags &= ~hf_inhibit_irq;
    helper_single_step_x86_64(env);
    return;
  }
  core.halted = true;
  core.client.sensitive_instruction(exit_kind::hlt, 0, 0);
  real(env, length);
}

// The library's own leaves translated code for the main loop; to us it is an instruction like another,
// and translate_instruction() lets the code go on behind it.
void helper_pause_x86_64(cpu_env*, int) {}

void helper_raise_interrupt_x86_64(cpu_env* env, int vector, int length) {
  static const auto real = original(&helper_raise_interrupt_x86_64, "helper_raise_interrupt_x86_64");
  constexpr int vector_bp = 3;
  core_state& core = core_state::of_env(env);
  core.software_interrupt = vector != vector_bp;
  core.by_instruction = true;
  core.instruction_at = env->eip;
  real(env, vector, length);
}

void helper_into_x86_64(cpu_env* env, int length) {
  static const auto real = original(&helper_into_x86_64, "helper_into_x86_64");
  core_state& core = core_state::of_env(env);
  core.by_instruction = true;
  core.instruction_at = env->eip;
  real(env, length);
  core.by_instruction = false;
}

// The library asks for a reset at a third fault, and for nothing else.
void qemu_system_reset_request(uc_engine* uc) {
  if (core_state* core = core_state::of_engine(uc)) core->shutdown = true;
}

}  // extern "C"

namespace trapline::engine {

std::span<const replacement> interrupt_replacements() {
  static const replacement all[] = {
      {"x86_cpu_exec_interrupt_x86_64", reinterpret_cast<const void*>(&x86_cpu_exec_interrupt_x86_64)},
      {"x86_cpu_exec_enter_x86_64", reinterpret_cast<const void*>(&x86_cpu_exec_enter_x86_64)},
      {"x86_cpu_exec_exit_x86_64", reinterpret_cast<const void*>(&x86_cpu_exec_exit_x86_64)},
      {"helper_hlt_x86_64", reinterpret_cast<const void*>(&helper_hlt_x86_64)},
      {"helper_pause_x86_64", reinterpret_cast<const void*>(&helper_pause_x86_64)},
      {"helper_raise_interrupt_x86_64", reinterpret_cast<const void*>(&helper_raise_interrupt_x86_64)},
      {"helper_into_x86_64", reinterpret_cast<const void*>(&helper_into_x86_64)},
      {"qemu_system_reset_request", reinterpret_cast<const void*>(&qemu_system_reset_request)},
  };
  return all;
}

}  // namespace trapline::engine
