/// The register file as the interface shows it, and the state after RESET (Intel SDM volume 3, 9.1).
#include <algorithm>
#include <iterator>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/debug_registers.h"
#include "models/processor/engine/registers.h"
#include "models/processor/engine/segments.h"

namespace trapline::engine {

namespace {

using library::cpu_env;
using library::flag_arithmetic;
using library::flag_df;

constexpr std::uint32_t cr0_pg = 1u << 31;
constexpr std::uint32_t cr0_after_reset = 0x6000'0010;
constexpr std::uint32_t real_code = 0x9b00, real_data = 0x9300, present_ldt = 0x8200, present_tss = 0x8b00,
                        tss_busy = 0x200;
constexpr std::uint32_t segment_limit = 0xffff;

segment_register from_library(const library::segment& s) {
  return {static_cast<std::uint16_t>(s.selector), s.base, s.limit, s.flags};
}

library::segment to_library(const segment_register& s) { return {s.selector, 0, s.base, s.limit, s.flags}; }

std::uint64_t whole_flags(const core_state& core) {
  cpu_env& env = *core.env;
  if (!core.flags_apart) return env.eflags;
  return env.eflags | cpu_cc_compute_all_x86_64(&env, static_cast<int>(env.cc_op)) |
         (static_cast<std::uint64_t>(std::int64_t{env.df}) & flag_df);
}

void set_flags(const core_state& core, std::uint64_t flags) {
  cpu_env& env = *core.env;
  env.eflags = flags | 2;
  if (!core.flags_apart) return;
  env.eflags &= ~(flag_arithmetic | flag_df);
  env.cc_src = flags & flag_arithmetic;
  env.cc_op = library::cc_op_eflags;
  env.df = flags & flag_df ? -1 : 1;
}

}  // namespace

register_file read_registers(const core_state& core) {
  core.make_exact();
  const cpu_env& env = *core.env;
  register_file r{};
  std::copy(std::begin(env.regs), std::end(env.regs), std::begin(r.gpr));
  r.rip = env.eip;
  r.rflags = whole_flags(core);
  std::transform(std::begin(env.segs), std::end(env.segs), std::begin(r.segment), from_library);
  r.ldtr = from_library(env.ldt);
  r.tr = from_library(env.tr);
  r.tr.flags |= tss_busy;
  r.gdtr = from_library(env.gdt);
  r.idtr = from_library(env.idt);
  r.cr0 = env.cr[0];
  r.cr2 = env.cr[2];
  r.cr3 = env.cr[3];
  r.cr4 = env.cr[4];
  r.efer = env.efer;
  return r;
}

void write_registers(core_state& core, const register_file& r) {
  cpu_env& env = *core.env;
  std::copy(std::begin(r.gpr), std::end(r.gpr), std::begin(env.regs));
  env.eip = r.rip;
  set_flags(core, r.rflags);
  std::transform(std::begin(r.segment), std::end(r.segment), std::begin(env.segs), to_library);
  env.ldt = to_library(r.ldtr);
  env.tr = to_library(r.tr);
  env.tr.flags &=
      ~tss_busy;  // the library knows it of a TSS that is loaded, and aborts where it finds the bit
  env.gdt = to_library(r.gdtr);
  env.idt = to_library(r.idtr);
  env.cr[0] = r.cr0;
  env.cr[2] = r.cr2;
  env.cr[3] = r.cr3;
  env.cr[4] = r.cr4;
  env.efer = r.efer;
  env.hflags &= ~library::hf_inhibit_irq;
  library::update_hflags(env);
  refresh_segments(env);
  tlb_flush_x86_64(core.cpu);
  core.registers_set = true;
}

void core_state::power_on() {
  // The engine opens in long mode, and only taking paging away leaves that.
  env->cr[0] |= cr0_pg | 1;
  cpu_x86_update_cr0_x86_64(env, cr0_after_reset);
  cpu_x86_update_cr4_x86_64(env, 0);
  register_file r{};
  r.gpr[2] = (description.family << 8) | ((description.model & 15) << 4) | (description.stepping & 15);
  r.rip = 0xfff0;
  r.rflags = 2;
  for (segment_register& s : r.segment) s = {0, 0, segment_limit, real_data};
  r.segment[library::cs] = {0xf000, 0xffff'0000, segment_limit, real_code};
  r.ldtr = {0, 0, segment_limit, present_ldt};
  r.tr = {0, 0, segment_limit, present_tss};
  r.gdtr = {0, 0, segment_limit, 0};
  r.idtr = {0, 0, segment_limit, 0};
  r.cr0 = cr0_after_reset;
  write_registers(*this, r);
  reset_debug_registers(*this);
  power_on_fpu();
  msrs.clear();
  apic_on = true;
  time_stamp_offset = 0;
  requests() &= ~library::request_nmi;
  env->hflags2 &= ~library::hf2_nmi_blocked;
  halted = false;
  shutdown = false;
}

}  // namespace trapline::engine
