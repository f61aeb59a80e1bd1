/// IN, OUT, INS, OUTS. The library leaves the privilege check out; Intel SDM volume 1, 18.5: in
/// protected mode above IOPL, and in VM86 mode always, the task's I/O permission bitmap decides.
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

using trapline::engine::core_state;
using namespace trapline::engine::library;

namespace {

constexpr int vector_gp = 13;
constexpr std::uint64_t tss_bitmap_offset = 0x66;
constexpr std::uint32_t smallest_tss_limit = 0x67;
constexpr std::uint32_t descriptor_present = 1u << 15;
constexpr int mmu_kernel = 2;  // supervisor access that SMAP does not touch

bool permitted_by_bitmap(cpu_env& env, std::uint32_t port, unsigned width, std::uintptr_t caller) {
  const segment& tss = env.tr;
  const std::uint32_t type = (tss.flags >> 8) & 0xf;
  if (!(tss.flags & descriptor_present) || (type != 9 && type != 11) || tss.limit < smallest_tss_limit)
    return false;
  const std::uint32_t at =
      cpu_lduw_mmuidx_ra_x86_64(&env, tss.base + tss_bitmap_offset, mmu_kernel, caller) + (port >> 3);
  if (at + 1 > tss.limit) return false;
  const std::uint32_t bits = cpu_lduw_mmuidx_ra_x86_64(&env, tss.base + at, mmu_kernel, caller) >> (port & 7);
  return (bits & ((1u << width) - 1)) == 0;
}

inline void check_privilege(cpu_env& env, std::uint32_t port, unsigned width, std::uintptr_t caller) {
  if (!(env.hflags & hf_pe)) return;
  const unsigned iopl = (env.eflags >> 12) & 3;
  if ((env.hflags & hf_cpl) <= iopl && !(env.eflags & flag_vm)) return;
  if (!permitted_by_bitmap(env, port, width, caller))
    raise_exception_err_ra_x86_64(&env, vector_gp, 0, caller);
}

// The client loaded other registers (a reset, say): the rest of the instruction would spoil them.
inline void end_access(core_state& core) {
  core.caller = 0;
  if (core.registers_set) cpu_loop_exit_noexc_x86_64(core.cpu);
}

inline std::uint32_t in(cpu_env* env, std::uint32_t port, unsigned width, void* caller) {
  const auto from = reinterpret_cast<std::uintptr_t>(caller);
  check_privilege(*env, port, width, from);
  core_state& core = core_state::of_env(env);
  core.caller = from;
  core.registers_set = false;
  const std::uint32_t value = core.client.port_in(static_cast<std::uint16_t>(port), width);
  end_access(core);
  return value;
}

inline void out(cpu_env* env, std::uint32_t port, unsigned width, std::uint32_t value, void* caller) {
  const auto from = reinterpret_cast<std::uintptr_t>(caller);
  check_privilege(*env, port, width, from);
  core_state& core = core_state::of_env(env);
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
