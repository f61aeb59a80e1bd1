/// Accounting at translation: every block begins with the debit of its whole cost from the core's
/// budget, written into the translated code, and leaves before its first instruction if the budget does
/// not cover it. An instruction that faults in mid-block gives back what was not executed.
#include <algorithm>
#include <array>
#include <cstring>

#include "models/processor/engine/access_checks.h"
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/instruction_translation.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/translation.h"

using trapline::engine::checks_few_segments;
using trapline::engine::core_state;
using trapline::engine::emit_debit;
using trapline::engine::mmx_use;
using trapline::engine::now_translating;
using trapline::engine::translate_instruction;
using trapline::engine::translation;
using namespace trapline::engine::library;

extern "C" {
void translator_loop_x86_64(const translator_ops*, disassembly*, void* cpu, translation_block*,
                            int max_insns);
void restore_state_to_opc_x86_64(cpu_env*, translation_block*, std::uint64_t* data);
void tcg_gen_lookup_and_goto_ptr_x86_64(void* ctx);
void tcg_gen_goto_tb_x86_64(void* ctx, unsigned index);
void check_exit_request_x86_64(void* ctx);
void tcg_gen_brcondi_i32_x86_64(void* ctx, int condition, std::uintptr_t value, std::int32_t constant,
                                void* label);
void tb_flush_x86_64(void* cpu);
}

namespace {

constexpr std::uint64_t page_mask = ~std::uint64_t{0xfff};

void begin_block(disassembly* d, void* cpu) {
  translation& t = now_translating;
  t.ops->tb_start(d, cpu);
  t.cost = 0;
  t.count = 0;
  t.unclear = false;
  t.basic = true;
  t.may_be_plain = checks_few_segments(d->tb->flags) && !t.alone;
  constexpr std::uint32_t cmov = 1u << 15;
  t.plain = {.has_cmov = (t.core->description.features_edx & cmov) != 0,
             .checks_fs = (d->tb->flags & hf_uneven(fs)) != 0,
             .checks_gs = (d->tb->flags & hf_uneven(gs)) != 0};
  if (!t.core->accesses) t.code.open(*t.core->env, d->pc_first);
  emit_debit(t);
}

void end_block(disassembly* d, void* cpu) {
  translation& t = now_translating;
  const bool same_page = ((d->pc_next ^ d->pc_first) & page_mask) == 0;
  t.chains = d->is_jmp == disas_too_many && !t.inhibits_irq && !t.looks_up && same_page ? d->tb : nullptr;
  t.ops->tb_stop(d, cpu);
  t.chains = nullptr;
  t.looks_up = false;
  complete_debit(t);
  t.core->arena.keep(d->tb, {t.instructions.data(), t.count});
  t.core->pace.translated(t.count, t.core->time.instructions());
}

}  // namespace

extern "C" {

void translator_loop_x86_64(const translator_ops* ops, disassembly* d, void* cpu, translation_block* tb,
                            int max_insns) {
  static const auto real = original(&translator_loop_x86_64, "translator_loop_x86_64");
  core_state* core = core_state::of_cpu(cpu);
  translation& t = now_translating;
  t.core = core;
  if (!core) {
    real(ops, d, cpu, tb, max_insns);
    return;
  }
  t.ops = ops;
  t.env_temp = core->generator.registers;
  t.awaits_ctx = true;
  t.awaits_check = false;
  t.chains = nullptr;
  t.looks_up = false;
  t.from_device = false;
  t.ins = nullptr;
  t.aligned = false;
  t.modifies = false;
  t.mmx = mmx_use::none;
  t.stand_in_at = translation::nowhere;
  t.inhibits_irq = tb->flags & hf_inhibit_irq;
  translator_ops wrapped = *ops;
  wrapped.tb_start = begin_block;
  wrapped.translate_insn = translate_instruction;
  wrapped.tb_stop = end_block;
  if (core->block_limit) max_insns = std::min(max_insns, static_cast<int>(core->block_limit));
  max_insns = std::min(max_insns, static_cast<int>(core->pace.most()));
  if (core->accesses) max_insns = 1;  // what an access takes may move the next instruction past a deadline
  t.alone = max_insns == 1;
  core->translating = true;
  real(&wrapped, d, cpu, tb, max_insns);
  core->translating = false;
  // Whatever is there now may be something else the next time.
  if (t.from_device) tb->cflags |= cf_invalid;
  core->code_from_device.clear();
  t.code.shut();
  t.core = nullptr;
}

// In front of every block the library makes a label, where it leaves before the first instruction, and goes
// there if a word of its own is negative. The branch is left out, because the account decides; what loads the word
// is then without effect, and the library does not generate code for it.
void* gen_new_label_x86_64(void* ctx) {
  static const auto real = original(&gen_new_label_x86_64, "gen_new_label_x86_64");
  translation& t = now_translating;
  if (t.awaits_ctx) {
    t.awaits_ctx = false;
    t.awaits_check = true;
    t.ctx = ctx;
    return t.leave_label = real(ctx);
  }
  return real(ctx);
}

void tcg_gen_brcondi_i32_x86_64(void* ctx, int condition, std::uintptr_t value, std::int32_t constant,
                                void* label) {
  static const auto real = original(&tcg_gen_brcondi_i32_x86_64, "tcg_gen_brcondi_i32_x86_64");
  translation& t = now_translating;
  if (t.awaits_check) {
    if (label != t.leave_label) trapline::engine::wrong_generator();
    t.awaits_check = false;
    return;
  }
  real(ctx, condition, value, constant, label);
}

// The block behind STI or MOV SS may end in an indirect jump, and the interrupt that was held off has
// to be looked at before what follows.
void tcg_gen_lookup_and_goto_ptr_x86_64(void* ctx) {
  static const auto real =
      original(&tcg_gen_lookup_and_goto_ptr_x86_64, "tcg_gen_lookup_and_goto_ptr_x86_64");
  const translation& t = now_translating;
  if (t.core && t.inhibits_irq) {
    tcg_gen_exit_tb_x86_64(ctx, nullptr, 0);
  } else {
    real(ctx);
  }
}

// A block that only stops, without a jump, would return to the library's main loop. Whoever needs that
// (an interrupt, a stop, another memory map) asks for it by leave_chain(); else the next block follows.
void tcg_gen_exit_tb_x86_64(void* ctx, const void* tb, unsigned index) {
  static const auto real = original(&tcg_gen_exit_tb_x86_64, "tcg_gen_exit_tb_x86_64");
  const translation& t = now_translating;
  if (!tb && t.core && t.chains) {
    tcg_gen_goto_tb_x86_64(ctx, 0);
    real(ctx, t.chains, 0);
  } else if (!tb && t.core && t.looks_up && !t.inhibits_irq) {
    tcg_gen_lookup_and_goto_ptr_x86_64(ctx);
  } else {
    real(ctx, tb, index);
  }
}

// The library checks behind every load and store whether to leave, and leaving there would execute the
// instruction twice. Attention is asked for at block ends only.
void check_exit_request_x86_64(void*) {}

void restore_state_to_opc_x86_64(cpu_env* env, translation_block* tb, std::uint64_t* data) {
  static const auto real = original(&restore_state_to_opc_x86_64, "restore_state_to_opc_x86_64");
  real(env, tb, data);
  core_state& core = core_state::of_env(env);
  const auto all = core.arena.of(tb);
  if (all.empty()) return;
  const std::uint64_t offset = data[0] - tb->pc;
  std::uint32_t before = 0;
  std::size_t index = 0;
  while (index < all.size() && all[index].offset < offset) before = all[index++].cost_up_to;
  core.last_in_block = index + 1 >= all.size();
  if (!core.restoring) core.time.credit(all.back().cost_up_to - before, all.size() - index);
}

void tb_flush_x86_64(void* cpu) {
  static const auto real = original(&tb_flush_x86_64, "tb_flush_x86_64");
  if (core_state* core = core_state::of_cpu(cpu)) {
    core->arena.clear();
    core->found_blocks.clear();
  }
  real(cpu);
}

}  // extern "C"

namespace trapline::engine {

std::span<const replacement> translation_replacements() {
  static const replacement all[] = {
      {"translator_loop_x86_64", reinterpret_cast<const void*>(&translator_loop_x86_64)},
      {"gen_new_label_x86_64", reinterpret_cast<const void*>(&gen_new_label_x86_64)},
      {"tcg_gen_brcondi_i32_x86_64", reinterpret_cast<const void*>(&tcg_gen_brcondi_i32_x86_64)},
      {"tcg_gen_lookup_and_goto_ptr_x86_64",
       reinterpret_cast<const void*>(&tcg_gen_lookup_and_goto_ptr_x86_64)},
      {"tcg_gen_exit_tb_x86_64", reinterpret_cast<const void*>(&tcg_gen_exit_tb_x86_64)},
      {"check_exit_request_x86_64", reinterpret_cast<const void*>(&check_exit_request_x86_64)},
      {"restore_state_to_opc_x86_64", reinterpret_cast<const void*>(&restore_state_to_opc_x86_64)},
      {"tb_flush_x86_64", reinterpret_cast<const void*>(&tb_flush_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
