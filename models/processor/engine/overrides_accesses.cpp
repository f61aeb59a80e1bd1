/// For a core whose memory accesses have a time of their own: what it must be told, and a slip of the
/// library's that its hooks on memory bring.
#include <cstddef>
#include <cstdint>
#include <utility>

#include "models/processor/engine/access_checks.h"
#include "models/processor/engine/alignment.h"
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/modification.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/translation.h"
#include "models/processor/engine/vector_operands.h"

using trapline::engine::core_state;
using trapline::engine::mmx_use;
using trapline::engine::now_translating;
using trapline::engine::translation;
using trapline::engine::vector_operand;
using namespace trapline::engine::library;

extern "C" {
void tlb_flush_page_x86_64(void* cpu, std::uint64_t linear);
void tcg_op_remove_x86_64(void* ctx, void* op);
void tcg_gen_qemu_ld_i32_x86_64(void* ctx, void* value, void* address, std::uintptr_t mmu, unsigned op);
void tcg_gen_qemu_ld_i64_x86_64(void* ctx, void* value, void* address, std::uintptr_t mmu, unsigned op);
void tcg_gen_qemu_st_i32_x86_64(void* ctx, void* value, void* address, std::uintptr_t mmu, unsigned op);
void tcg_gen_qemu_st_i64_x86_64(void* ctx, void* value, void* address, std::uintptr_t mmu, unsigned op);
}

namespace {

// Of those that were emitted. The list's end points at its link, which is its second word.
std::uint64_t* last_operation(void* ctx) {
  const std::size_t at = core_state::library_release().operations_end;
  return *reinterpret_cast<std::uint64_t**>(static_cast<char*>(ctx) + at) - 1;
}

// In front of an access that a hook is told of, the library stores the instruction's linear address into
// EIP, where an offset belongs, and over what a RETF has put there already. Faults find EIP without it.
void forget_stored_eip(void* ctx) {
  const translation& t = now_translating;
  if (!t.core || !t.core->accesses) return;
  std::uint64_t* const op = last_operation(ctx);
  constexpr std::size_t base = 4, offset = 5;
  if (static_cast<std::uint8_t>(op[0]) != core_state::library_release().st_i64 || op[base] != t.env_temp ||
      op[offset] != offsetof(cpu_env, eip))
    return;
  tcg_op_remove_x86_64(ctx, op);
}

// The first of the accesses to an operand that has to be aligned looks at its address.
unsigned aligned(unsigned operation) {
  return std::exchange(now_translating.aligned, false) ? operation | trapline::engine::access_alignment::by_16
                                                       : operation;
}

unsigned told_of_purpose(unsigned operation) {
  return now_translating.modifies ? operation | trapline::engine::access_purpose::modification : operation;
}

unsigned of_mmx(unsigned operation) {
  constexpr unsigned size = 3, four_bytes = 2;
  return now_translating.mmx == mmx_use::half_load ? (operation & ~size) | four_bytes : operation;
}

// In front of the first access to an operand of SSE's.
void look_at_vector(void* ctx, void* address, std::uintptr_t mmu, bool write) {
  vector_operand& vector = now_translating.vector;
  if (vector != vector_operand::anywhere) return;
  vector = vector_operand::usual;
  trapline::engine::emit_whole_operand(ctx, address, mmu, write);
}

// The second half of an operand that has one only to the library.
bool is_too_much() {
  vector_operand& vector = now_translating.vector;
  if (vector == vector_operand::half_read) return true;
  if (vector == vector_operand::half) vector = vector_operand::half_read;
  return false;
}

// The library begins INS with a store of zero, to fault before the port is read. Memory would see it.
bool takes_place_of_store() {
  const auto* ins = std::exchange(now_translating.ins, nullptr);
  if (ins) trapline::engine::emit_ins_check(now_translating, *ins);
  return ins;
}

}  // namespace

extern "C" {

void tlb_flush_x86_64(void* cpu) {
  static const auto real = original(&tlb_flush_x86_64, "tlb_flush_x86_64");
  real(cpu);
  const core_state* core = core_state::of_cpu(cpu);
  if (core && core->accesses) core->accesses->drop_translations();
}

void tlb_flush_page_x86_64(void* cpu, std::uint64_t linear) {
  static const auto real = original(&tlb_flush_page_x86_64, "tlb_flush_page_x86_64");
  real(cpu, linear);
  const core_state* core = core_state::of_cpu(cpu);
  if (core && core->accesses) core->accesses->drop_translation(linear);
}

void tcg_gen_qemu_ld_i32_x86_64(void* ctx, void* value, void* address, std::uintptr_t mmu, unsigned op) {
  static const auto real = original(&tcg_gen_qemu_ld_i32_x86_64, "tcg_gen_qemu_ld_i32_x86_64");
  forget_stored_eip(ctx);
  real(ctx, value, address, mmu, told_of_purpose(op));
  if (now_translating.mmx >= mmx_use::load) trapline::engine::emit_mmx_entry(now_translating);
}

void tcg_gen_qemu_ld_i64_x86_64(void* ctx, void* value, void* address, std::uintptr_t mmu, unsigned op) {
  static const auto real = original(&tcg_gen_qemu_ld_i64_x86_64, "tcg_gen_qemu_ld_i64_x86_64");
  forget_stored_eip(ctx);
  if (is_too_much()) return;
  look_at_vector(ctx, address, mmu, false);
  real(ctx, value, address, mmu, of_mmx(told_of_purpose(aligned(op))));
  if (now_translating.mmx >= mmx_use::load) trapline::engine::emit_mmx_entry(now_translating);
}

void tcg_gen_qemu_st_i32_x86_64(void* ctx, void* value, void* address, std::uintptr_t mmu, unsigned op) {
  static const auto real = original(&tcg_gen_qemu_st_i32_x86_64, "tcg_gen_qemu_st_i32_x86_64");
  if (takes_place_of_store()) return;
  forget_stored_eip(ctx);
  real(ctx, value, address, mmu, op);
}

void tcg_gen_qemu_st_i64_x86_64(void* ctx, void* value, void* address, std::uintptr_t mmu, unsigned op) {
  static const auto real = original(&tcg_gen_qemu_st_i64_x86_64, "tcg_gen_qemu_st_i64_x86_64");
  if (takes_place_of_store()) return;
  forget_stored_eip(ctx);
  look_at_vector(ctx, address, mmu, true);
  real(ctx, value, address, mmu, aligned(op));
}

}  // extern "C"

namespace trapline::engine {

std::span<const replacement> access_replacements() {
  static const replacement all[] = {
      {"tlb_flush_x86_64", reinterpret_cast<const void*>(&tlb_flush_x86_64)},
      {"tlb_flush_page_x86_64", reinterpret_cast<const void*>(&tlb_flush_page_x86_64)},
      {"tcg_gen_qemu_ld_i32_x86_64", reinterpret_cast<const void*>(&tcg_gen_qemu_ld_i32_x86_64)},
      {"tcg_gen_qemu_ld_i64_x86_64", reinterpret_cast<const void*>(&tcg_gen_qemu_ld_i64_x86_64)},
      {"tcg_gen_qemu_st_i32_x86_64", reinterpret_cast<const void*>(&tcg_gen_qemu_st_i32_x86_64)},
      {"tcg_gen_qemu_st_i64_x86_64", reinterpret_cast<const void*>(&tcg_gen_qemu_st_i64_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
