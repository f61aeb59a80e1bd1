#include <cstdio>
#include <cstdlib>

#include "models/processor/engine/budget.h"
#include "models/processor/engine/translation.h"

namespace trapline::engine {

constinit thread_local translation now_translating;

namespace {

constexpr int type_i64 = 1;
constexpr int condition_lt = 2;
constexpr std::uintptr_t placeholder = 0x1234567;
constexpr unsigned exit_requested = 3;
constexpr std::uint32_t label_used = 1;

std::uint64_t& constant_of(void* op) { return static_cast<std::uint64_t*>(op)[4]; }

}  // namespace

void wrong_generator() {
  std::fputs("fatal: the code generator's operations are laid out otherwise than in the release known\n",
             stderr);
  std::abort();
}

void emit_debit(translation& t) {
  const library::release& r = core_state::library_release();
  const auto at =
      static_cast<std::uintptr_t>(static_cast<std::ptrdiff_t>(r.counter) - core_state::env_offset());
  void* counter = tcg_temp_new_internal_x86_64(t.ctx, type_i64, false);
  void* debit = tcg_temp_new_internal_x86_64(t.ctx, type_i64, false);
  const auto counter_arg = reinterpret_cast<std::uintptr_t>(counter);
  const auto debit_arg = reinterpret_cast<std::uintptr_t>(debit);
  tcg_gen_op3_x86_64(t.ctx, r.ld_i64, counter_arg, t.env_temp, at);
  tcg_gen_op2_x86_64(t.ctx, r.movi_i64, debit_arg, placeholder);
  t.debit_op = t.last_op;
  if (constant_of(t.debit_op) != placeholder) wrong_generator();
  tcg_gen_op3_x86_64(t.ctx, r.add_i64, counter_arg, counter_arg, debit_arg);
  tcg_gen_op3_x86_64(t.ctx, r.st_i64, counter_arg, t.env_temp, at);
  t.short_label = gen_new_label_x86_64(t.ctx);
  tcg_gen_brcondi_i64_x86_64(t.ctx, condition_lt, counter_arg - reinterpret_cast<std::uintptr_t>(t.ctx), 0,
                             t.short_label);
  tcg_temp_free_internal_x86_64(t.ctx, debit);
  tcg_temp_free_internal_x86_64(t.ctx, counter);
}

void emit_short(const translation& t, const library::translation_block* tb, cost_arena::block block) {
  const library::release& r = core_state::library_release();
  const auto at = [](std::size_t offset) {
    return static_cast<std::uintptr_t>(static_cast<std::ptrdiff_t>(offset) - core_state::env_offset());
  };
  *static_cast<std::uint32_t*>(t.short_label) |= label_used;
  tcg_gen_op1_x86_64(t.ctx, r.set_label, reinterpret_cast<std::uintptr_t>(t.short_label));
  void* value = tcg_temp_new_internal_x86_64(t.ctx, type_i64, false);
  void* constant = tcg_temp_new_internal_x86_64(t.ctx, type_i64, false);
  const auto v = reinterpret_cast<std::uintptr_t>(value);
  const auto c = reinterpret_cast<std::uintptr_t>(constant);
  tcg_gen_op3_x86_64(t.ctx, r.ld_i64, v, t.env_temp, at(r.counter));
  tcg_gen_op2_x86_64(t.ctx, r.movi_i64, c, static_cast<std::uintptr_t>(-budget::debit(t.cost, t.count)));
  tcg_gen_op3_x86_64(t.ctx, r.add_i64, v, v, c);
  tcg_gen_op3_x86_64(t.ctx, r.st_i64, v, t.env_temp, at(r.counter));
  tcg_gen_op2_x86_64(t.ctx, r.movi_i64, c, block);
  tcg_gen_op3_x86_64(t.ctx, r.st_i64, c, t.env_temp, at(r.block));
  tcg_gen_op3_x86_64(t.ctx, r.ld32u_i64, v, t.env_temp, at(r.interrupt_request));
  tcg_gen_op2_x86_64(t.ctx, r.movi_i64, c, library::request_attention);
  tcg_gen_op3_x86_64(t.ctx, r.or_i64, v, v, c);
  tcg_gen_op3_x86_64(t.ctx, r.st32_i64, v, t.env_temp, at(r.interrupt_request));
  tcg_temp_free_internal_x86_64(t.ctx, constant);
  tcg_temp_free_internal_x86_64(t.ctx, value);
  tcg_gen_exit_tb_x86_64(t.ctx, tb, exit_requested);
}

void complete_debit(const translation& t) {
  constant_of(t.debit_op) = static_cast<std::uint64_t>(budget::debit(t.cost, t.count));
}

}  // namespace trapline::engine
