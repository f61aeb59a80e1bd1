#include <cstdio>
#include <cstdlib>

#include "models/processor/engine/budget.h"
#include "models/processor/engine/translation.h"

namespace trapline::engine {

constinit thread_local translation now_translating;

namespace {

constexpr int type_i64 = 1;
constexpr int condition_lt = 2;

// An operation: its code in the first byte, its operands from the fourth word on.
std::uint64_t* operands_of(void* op) { return static_cast<std::uint64_t*>(op) + 3; }

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
  t.debit_op = tcg_emit_op_x86_64(t.ctx, r.movi_i64);
  if (*static_cast<const std::uint8_t*>(t.debit_op) != r.movi_i64) wrong_generator();
  operands_of(t.debit_op)[0] = debit_arg;
  tcg_gen_op3_x86_64(t.ctx, r.add_i64, counter_arg, counter_arg, debit_arg);
  tcg_gen_op3_x86_64(t.ctx, r.st_i64, counter_arg, t.env_temp, at);
  tcg_gen_brcondi_i64_x86_64(t.ctx, condition_lt, counter_arg - reinterpret_cast<std::uintptr_t>(t.ctx), 0,
                             t.leave_label);
  tcg_temp_free_internal_x86_64(t.ctx, debit);
  tcg_temp_free_internal_x86_64(t.ctx, counter);
}

void emit_store(const translation& t, std::ptrdiff_t from_env, std::uint64_t value) {
  const library::release& r = core_state::library_release();
  void* temp = tcg_temp_new_internal_x86_64(t.ctx, type_i64, false);
  const auto arg = reinterpret_cast<std::uintptr_t>(temp);
  tcg_gen_op2_x86_64(t.ctx, r.movi_i64, arg, value);
  tcg_gen_op3_x86_64(t.ctx, r.st_i64, arg, t.env_temp, static_cast<std::uintptr_t>(from_env));
  tcg_temp_free_internal_x86_64(t.ctx, temp);
}

void complete_debit(const translation& t) {
  operands_of(t.debit_op)[1] = static_cast<std::uint64_t>(budget::debit(t.cost, t.count));
}

}  // namespace trapline::engine
