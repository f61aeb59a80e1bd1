#include "models/processor/engine/vector_operands.h"

#include <algorithm>
#include <span>

#include "models/processor/engine/modification.h"
#include "models/processor/engine/translation.h"

extern "C" {
void tcg_gen_addi_i64_x86_64(void* ctx, void* result, void* value, std::int64_t);
void tcg_gen_ori_i64_x86_64(void* ctx, void* result, void* value, std::int64_t);
void tcg_gen_qemu_ld_i64_x86_64(void* ctx, void* value, void* address, std::uintptr_t mmu, unsigned op);
}

namespace trapline::engine {

namespace {

bool reads_half(ZydisMnemonic m) {
  return m == ZYDIS_MNEMONIC_CVTPS2PI || m == ZYDIS_MNEMONIC_CVTTPS2PI || m == ZYDIS_MNEMONIC_CVTPS2PD ||
         m == ZYDIS_MNEMONIC_CVTDQ2PD;
}

bool takes_any_address(ZydisMnemonic m) {
  return m == ZYDIS_MNEMONIC_MOVUPS || m == ZYDIS_MNEMONIC_MOVUPD || m == ZYDIS_MNEMONIC_MOVDQU ||
         m == ZYDIS_MNEMONIC_LDDQU;
}

}  // namespace

vector_operand vector_operand_of(const decoded_code& code) {
  const ZydisDecodedInstruction& i = code.instruction;
  if (!code.known || code.undefined) return vector_operand::usual;
  const bool half = reads_half(i.mnemonic);
  if (!half && !takes_any_address(i.mnemonic)) return vector_operand::usual;
  const auto all = code.operands();
  const bool in_memory = std::ranges::any_of(std::span{all.data(), i.operand_count}, [](const auto& o) {
    return o.type == ZYDIS_OPERAND_TYPE_MEMORY;
  });
  return !in_memory ? vector_operand::usual : half ? vector_operand::half : vector_operand::anywhere;
}

// Only one of its multiples of 8 can lie where a page ends: the first that is not below the second half. A load of
// four bytes on either side of it takes the library's slow path if one does, and is none there: see
// overrides_slow_accesses.cpp.
void emit_whole_operand(void* ctx, void* address, std::uintptr_t mmu, bool write) {
  constexpr int type_i64 = 1;
  constexpr unsigned eight_bytes = 3;
  void* const temp = tcg_temp_new_internal_x86_64(ctx, type_i64, false);
  // As the library's functions take it: from the context.
  void* const at =
      reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(temp) - reinterpret_cast<std::uintptr_t>(ctx));
  tcg_gen_addi_i64_x86_64(ctx, at, address, 7);
  tcg_gen_ori_i64_x86_64(ctx, at, at, 7);
  tcg_gen_addi_i64_x86_64(ctx, at, at, -3);
  static const auto load = library::original(&tcg_gen_qemu_ld_i64_x86_64, "tcg_gen_qemu_ld_i64_x86_64");
  load(ctx, at, at, mmu, eight_bytes | access_extent::whole | (write ? access_purpose::modification : 0));
  tcg_temp_free_internal_x86_64(ctx, temp);
}

}  // namespace trapline::engine
