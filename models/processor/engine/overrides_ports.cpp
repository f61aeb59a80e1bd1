/// IN, OUT, INS, OUTS. The library leaves the privilege check out.
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/debug_registers.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/port_privilege.h"

using trapline::engine::breakpoint_kind;
using trapline::engine::breakpoints_met;
using trapline::engine::check_port_privilege;
using trapline::engine::core_state;
using namespace trapline::engine::library;

namespace {

inline void look_for_breakpoint(core_state& core, std::uint32_t port, unsigned width) {
  if (core.env->hflags & hf_debug) core.trap_after(breakpoints_met(core, breakpoint_kind::port, port, width));
}

// The client loaded other registers (a reset, say): the rest of the instruction would spoil them.
inline void end_access(core_state& core) {
  core.caller = 0;
  if (core.registers_set) cpu_loop_exit_noexc_x86_64(core.cpu);
}

inline std::uint32_t in(cpu_env* env, std::uint32_t port, unsigned width, void* caller) {
  const auto from = reinterpret_cast<std::uintptr_t>(caller);
  check_port_privilege(*env, port, width, from);
  core_state& core = core_state::of_env(env);
  look_for_breakpoint(core, port, width);
  core.caller = from;
  core.registers_set = false;
  const std::uint32_t value = core.client.port_in(static_cast<std::uint16_t>(port), width);
  end_access(core);
  return value;
}

inline void out(cpu_env* env, std::uint32_t port, unsigned width, std::uint32_t value, void* caller) {
  const auto from = reinterpret_cast<std::uintptr_t>(caller);
  check_port_privilege(*env, port, width, from);
  core_state& core = core_state::of_env(env);
  look_for_breakpoint(core, port, width);
  core.caller = from;
  core.registers_set = false;
  core.client.port_out(static_cast<std::uint16_t>(port), width, value);
  end_access(core);
}

}  // namespace

extern "C" {
std::uint64_t helper_inb_x86_64(cpu_env* env, std::uint32_t port);
std::uint64_t helper_inw_x86_64(cpu_env* env, std::uint32_t port);
std::uint64_t helper_inl_x86_64(cpu_env* env, std::uint32_t port);
void helper_outb_x86_64(cpu_env* env, std::uint32_t port, std::uint32_t value);
void helper_outw_x86_64(cpu_env* env, std::uint32_t port, std::uint32_t value);
void helper_outl_x86_64(cpu_env* env, std::uint32_t port, std::uint32_t value);

std::uint64_t helper_inb_x86_64(cpu_env* env, std::uint32_t port) {
  return in(env, port, 1, __builtin_return_address(0)) & 0xff;
}
std::uint64_t helper_inw_x86_64(cpu_env* env, std::uint32_t port) {
  return in(env, port, 2, __builtin_return_address(0)) & 0xffff;
}
std::uint64_t helper_inl_x86_64(cpu_env* env, std::uint32_t port) {
  return in(env, port, 4, __builtin_return_address(0));
}
void helper_outb_x86_64(cpu_env* env, std::uint32_t port, std::uint32_t value) {
  out(env, port, 1, value & 0xff, __builtin_return_address(0));
}
void helper_outw_x86_64(cpu_env* env, std::uint32_t port, std::uint32_t value) {
  out(env, port, 2, value & 0xffff, __builtin_return_address(0));
}
void helper_outl_x86_64(cpu_env* env, std::uint32_t port, std::uint32_t value) {
  out(env, port, 4, value, __builtin_return_address(0));
}
}

namespace trapline::engine {

std::span<const replacement> port_replacements() {
  static const replacement all[] = {
      {"helper_inb_x86_64", reinterpret_cast<const void*>(&helper_inb_x86_64)},
      {"helper_inw_x86_64", reinterpret_cast<const void*>(&helper_inw_x86_64)},
      {"helper_inl_x86_64", reinterpret_cast<const void*>(&helper_inl_x86_64)},
      {"helper_outb_x86_64", reinterpret_cast<const void*>(&helper_outb_x86_64)},
      {"helper_outw_x86_64", reinterpret_cast<const void*>(&helper_outw_x86_64)},
      {"helper_outl_x86_64", reinterpret_cast<const void*>(&helper_outl_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
