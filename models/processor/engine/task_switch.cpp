#include "models/processor/engine/task_switch.h"

#include <array>
#include <cstddef>

#include "models/processor/engine/debug_registers.h"
#include "models/processor/engine/descriptor_tables.h"
#include "models/processor/engine/descriptors.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/segments.h"

namespace trapline::engine {

namespace {

using library::cpu_env;

enum vector : int { vector_ts = 10, vector_np = 11, vector_ss = 12, vector_gp = 13 };

constexpr std::uint64_t flag_nt = 0x4000, cr0_ts = 8;
constexpr std::uint32_t cr0_pg = 1u << 31, hf_ts = 1u << 11;

/// Where a TSS has what. SDM volume 3, figures 7-2 and 7-10.
struct layout {
  std::uint32_t last, cr3, eip, flags, registers, segments, segment_count, ldt;
  unsigned register_bytes, segment_bytes;
  std::uint32_t trap;  ///< nothing if it has none
};
constexpr layout wide{0x67, 0x1c, 0x20, 0x24, 0x28, 0x48, 6, 0x60, 4, 4, 0x64};
constexpr layout narrow{0x2b, 0, 0x0e, 0x10, 0x12, 0x22, 4, 0x2a, 2, 2, 0};
constexpr std::array<unsigned, 6> every_segment{library::es, library::cs, library::ss,
                                                library::ds, library::fs, library::gs};

bool is_free_tss(const descriptor& d) {
  return d.type() == descriptor::narrow_tss || d.type() == descriptor::whole_tss;
}

std::uint64_t whole_flags(cpu_env& env) {
  const std::uint64_t arithmetic = cpu_cc_compute_all_x86_64(&env, static_cast<int>(env.cc_op));
  return env.eflags | arithmetic | (static_cast<std::uint64_t>(env.df) & library::flag_df);
}

void save(cpu_env& env, const descriptor_tables& t, const layout& l, std::uint64_t flags,
          std::uint64_t next_eip) {
  const std::uint64_t base = env.tr.base;
  const auto low = [](std::uint64_t value) { return static_cast<std::uint32_t>(value); };
  t.store(base + l.eip, low(next_eip), l.register_bytes);
  t.store(base + l.flags, low(flags), l.register_bytes);
  for (unsigned i = 0; i < 8; ++i)
    t.store(base + l.registers + i * l.register_bytes, low(env.regs[i]), l.register_bytes);
  for (unsigned i = 0; i < l.segment_count; ++i)
    t.store(base + l.segments + i * l.segment_bytes, env.segs[i].selector, 2);
}

/// What a TSS says of its task.
struct task_state {
  std::uint32_t cr3 = 0, eip = 0, ldt = 0;
  std::uint64_t flags = 0;
  bool traps = false;
  std::array<std::uint32_t, 8> registers{};
  std::array<std::uint32_t, 6> segments{};

  // The upper halves of an 80286's registers are ones in a 80386.
  task_state(const descriptor_tables& t, std::uint64_t base, const layout& l) {
    const std::uint32_t upper = l.register_bytes == 2 ? 0xffff'0000 : 0;
    if (l.cr3) cr3 = t.load(base + l.cr3, 4);
    eip = t.load(base + l.eip, l.register_bytes);
    flags = t.load(base + l.flags, l.register_bytes);
    for (unsigned i = 0; i < 8; ++i)
      registers[i] = upper | t.load(base + l.registers + i * l.register_bytes, l.register_bytes);
    for (unsigned i = 0; i < l.segment_count; ++i)
      segments[i] = t.load(base + l.segments + i * l.segment_bytes, 2);
    ldt = t.load(base + l.ldt, 2);
    traps = l.trap && (t.load(base + l.trap, 2) & 1);
  }
};

void load_flags(cpu_env& env, std::uint64_t flags) {
  constexpr std::uint64_t kept = 0x27'7300;  // TF IF IOPL NT RF VM AC ID
  env.cc_src = flags & library::flag_arithmetic;
  env.cc_op = library::cc_op_eflags;
  env.df = flags & library::flag_df ? -1 : 1;
  env.eflags = (env.eflags & ~kept) | (flags & kept) | 2;
}

void load_ldt(cpu_env& env, const descriptor_tables& t, std::uint32_t selector) {
  env.ldt = {selector, 0, 0, 0, 0};
  if (selector & selector_part::in_ldt) t.raise(vector_ts, selector);
  if ((selector & selector_part::told) == 0) return;
  const descriptor d = t.at(selector, vector_ts);
  if (d.type() != descriptor::ldt || !d.is(descriptor::present)) t.raise(vector_ts, selector);
  env.ldt = {selector, 0, d.base(), d.limit(), d.high};
}

// SDM volume 3, table 7-1; volume 2, MOV, for the segments of data.
void check_segment(const descriptor_tables& t, unsigned which, std::uint32_t selector, unsigned cpl,
                   const descriptor& d) {
  const unsigned dpl = d.dpl(), asked = selector & selector_part::rpl;
  bool allowed = d.is(descriptor::code_or_data);
  if (which == library::cs) {
    allowed =
        allowed && d.is(descriptor::code) && (d.is(descriptor::conforming) ? dpl <= asked : dpl == asked);
  } else if (which == library::ss) {
    allowed = allowed && !d.is(descriptor::code) && d.is(descriptor::readable_or_writable) && dpl == cpl &&
              asked == cpl;
  } else {
    const bool any_ring = d.is(descriptor::code) && d.is(descriptor::conforming);
    allowed = allowed && (!d.is(descriptor::code) || d.is(descriptor::readable_or_writable)) &&
              (any_ring || (dpl >= cpl && dpl >= asked));
  }
  if (!allowed) t.raise(vector_ts, selector);
  if (!d.is(descriptor::present)) t.raise(which == library::ss ? vector_ss : vector_np, selector);
}

void load_segment(cpu_env& env, const descriptor_tables& t, unsigned which, std::uint32_t selector,
                  unsigned cpl) {
  if ((selector & selector_part::told) == 0) {
    if (which == library::cs || which == library::ss) t.raise(vector_ts, selector);
    return;
  }
  const descriptor d = t.at(selector, vector_ts);
  check_segment(t, which, selector, cpl, d);
  if (!d.is(descriptor::accessed)) t.change(selector, 0, descriptor::accessed);
  env.segs[which] = {selector, 0, d.base(), d.limit(), d.high | descriptor::accessed};
}

void load_segments(cpu_env& env, const descriptor_tables& t, const task_state& s) {
  constexpr std::uint32_t data = 0x0000'f300;  // present, writable, accessed, ring 3
  const bool virtual_86 = s.flags & library::flag_vm;
  for (const unsigned i : every_segment) {
    const std::uint32_t selector = s.segments[i];
    env.segs[i] = virtual_86 ? library::segment{selector, 0, std::uint64_t{selector} << 4, 0xffff, data}
                             : library::segment{selector, 0, 0, 0, 0};
  }
  const unsigned cpl = s.segments[library::cs] & selector_part::rpl;
  // A fault is one of the new task, in its ring.
  if (!virtual_86) env.segs[library::ss].flags = cpl << 13;
  library::update_hflags(env);
  load_ldt(env, t, s.ldt);
  if (virtual_86) return;
  for (const unsigned i : {library::cs, library::ss, library::es, library::ds, library::fs, library::gs})
    load_segment(env, t, i, s.segments[i], cpl);
}

/// To the task whose TSS has this descriptor.
/// @pre the registers are as they are behind the instruction, but for EIP
void switch_to(core_state& core, std::uint32_t selector, const descriptor& d, task_switch how,
               std::uint64_t next_eip, const descriptor_tables& t) {
  cpu_env& env = *core.env;
  const layout& from = env.tr.flags & descriptor::wide_tss ? wide : narrow;
  const layout& to = d.is(descriptor::wide_tss) ? wide : narrow;
  if (d.limit() < to.last) t.raise(vector_ts, selector);
  const task_state next{t, d.base(), to};
  t.probe(env.tr.base);
  t.probe(env.tr.base + from.last);
  if (how == task_switch::call) t.probe(d.base());

  if (how != task_switch::call && (env.tr.selector & selector_part::told))
    t.change(env.tr.selector, descriptor::busy, 0);
  std::uint64_t flags = whole_flags(env);
  if (how == task_switch::iret) flags &= ~flag_nt;
  save(env, t, from, flags, next_eip);
  if (how == task_switch::call) t.store(d.base(), env.tr.selector, 2);
  if (how != task_switch::iret) t.change(selector, 0, descriptor::busy);

  env.tr = {selector, 0, d.base(), d.limit(), d.high & ~descriptor::busy};
  env.cr[0] |= cr0_ts;
  env.hflags = (env.hflags | hf_ts) & ~library::hf_inhibit_irq;
  if (to.cr3 && (env.cr[0] & cr0_pg)) cpu_x86_update_cr3_x86_64(&env, next.cr3);
  env.eip = next.eip;
  load_flags(env, next.flags | (how == task_switch::call ? flag_nt : 0));
  for (unsigned i = 0; i < next.registers.size(); ++i) env.regs[i] = next.registers[i];
  // What faults from here on is the new task's.
  const descriptor_tables its{env, 0};
  load_segments(env, its, next);
  library::update_hflags(env);
  refresh_segments(env);
  if (next.eip > env.segs[library::cs].limit) its.raise(vector_gp, 0);
  set_dr7(core, core.dr[7] & ~dr7::local);
  if (next.traps) core.trap_after(dr6::task_switch);
}

/// The TSS that a task gate or a selector names.
descriptor free_tss(const descriptor_tables& t, std::uint32_t selector) {
  if (selector & selector_part::in_ldt) t.raise(vector_gp, selector);
  const descriptor d = t.at(selector, vector_gp);
  if (!is_free_tss(d)) t.raise(vector_gp, selector);
  if (!d.is(descriptor::present)) t.raise(vector_np, selector);
  return d;
}

// Translated code goes on by what it has kept of the old task: it is left.
[[noreturn]] void go_on_in_task(core_state& core) { cpu_loop_exit_noexc_x86_64(core.cpu); }

}  // namespace

bool names_task(const core_state& core, std::uint32_t selector) {
  const auto type = descriptor_type(core, selector);
  return type == descriptor::narrow_tss || type == descriptor::whole_tss || type == descriptor::task_gate;
}

void transfer_to_task(core_state& core, std::uint32_t selector, task_switch how, std::uint64_t next_eip,
                      std::uintptr_t caller) {
  const descriptor_tables t{*core.env, caller};
  descriptor d = t.at(selector, vector_gp);
  const unsigned cpl = core.env->hflags & library::hf_cpl;
  if (d.dpl() < cpl || d.dpl() < (selector & selector_part::rpl)) t.raise(vector_gp, selector);
  if (d.type() == descriptor::task_gate) {
    if (!d.is(descriptor::present)) t.raise(vector_np, selector);
    selector = d.selector();
  }
  d = free_tss(t, selector);
  core.find_flags(caller);
  switch_to(core, selector, d, how, next_eip, t);
  go_on_in_task(core);
}

void return_to_task(core_state& core, std::uint64_t next_eip, std::uintptr_t caller) {
  const descriptor_tables t{*core.env, caller};
  const std::uint32_t selector = t.load(core.env->tr.base, 2);
  if (selector & selector_part::in_ldt) t.raise(vector_ts, selector);
  const descriptor d = t.at(selector, vector_ts);
  const bool is_busy = d.type() == (descriptor::narrow_tss | descriptor::busy_bit) ||
                       d.type() == (descriptor::whole_tss | descriptor::busy_bit);
  if (!is_busy) t.raise(vector_ts, selector);
  if (!d.is(descriptor::present)) t.raise(vector_np, selector);
  core.find_flags(caller);
  switch_to(core, selector, d, task_switch::iret, next_eip, t);
  core.env->hflags2 &= ~library::hf2_nmi_blocked;
  go_on_in_task(core);
}

namespace {

bool has_error_code(std::uint32_t vector) {
  constexpr std::uint32_t those = 1u << 8 | 0x1fu << 10 | 1u << 17;
  return vector < 32 && (those >> vector & 1);
}

void push_error_code(cpu_env& env, std::uint32_t error_code) {
  const unsigned bytes = env.tr.flags & descriptor::wide_tss ? 4 : 2;
  const std::uint64_t mask = env.segs[library::ss].flags & descriptor::big ? 0xffff'ffff : 0xffff;
  const std::uint64_t offset = (env.regs[library::rsp] - bytes) & mask;
  const descriptor_tables t{env, 0};
  if (!segment_allows(env, library::ss, offset, bytes, true)) t.raise(vector_ss, 0);
  t.store(env.segs[library::ss].base + offset, error_code, bytes);
  env.regs[library::rsp] = (env.regs[library::rsp] & ~mask) | offset;
}

}  // namespace

bool deliver_to_task(core_state& core, std::uint32_t vector, bool hardware) {
  cpu_env& env = *core.env;
  if (!(env.hflags & library::hf_pe) || interrupt_gate_type(core, vector) != descriptor::task_gate)
    return false;
  const descriptor_tables t{env, 0};
  const std::uint64_t at = env.idt.base + 8 * vector;
  const descriptor gate{t.load(at, 4), t.load(at + 4, 4)};
  const std::uint32_t told = 8 * vector + 2;
  const bool software = !hardware && core.exception->by_instruction;
  const unsigned cpl = env.eflags & library::flag_vm ? 3 : env.hflags & library::hf_cpl;
  if (software && gate.dpl() < cpl) raise_exception_err_ra_x86_64(&env, vector_gp, static_cast<int>(told), 0);
  if (!gate.is(descriptor::present))
    raise_exception_err_ra_x86_64(&env, vector_np, static_cast<int>(told), 0);
  const std::uint32_t selector = gate.selector();
  const descriptor d = free_tss(t, selector);
  const auto error_code = static_cast<std::uint32_t>(core.exception->error_code);
  switch_to(core, selector, d, task_switch::call, software ? core.exception->next_eip : env.eip, t);
  if (!hardware && !software && has_error_code(vector)) push_error_code(env, error_code);
  if (!hardware) core.exception->in_flight = -1;
  return true;
}

void deliver_event(core_state& core, std::uint32_t vector, bool interrupt) {
  if (!deliver_to_task(core, vector, true))
    do_interrupt_x86_hardirq_x86_64(core.env, static_cast<int>(vector), interrupt);
}

}  // namespace trapline::engine
