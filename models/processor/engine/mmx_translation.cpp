#include "models/processor/engine/mmx_translation.h"

#include <algorithm>
#include <span>

#include "models/processor/engine/fpu/x87_unit.h"
#include "models/processor/engine/translation.h"

namespace trapline::engine {

namespace {

bool is_mmx_register(const ZydisDecodedOperand& o) {
  return o.type == ZYDIS_OPERAND_TYPE_REGISTER && ZydisRegisterGetClass(o.reg.value) == ZYDIS_REGCLASS_MMX;
}

// Those of which some have such operands.
bool may_be_of_mmx(const ZydisDecodedInstruction& i) {
  switch (i.meta.isa_ext) {
    case ZYDIS_ISA_EXT_MMX:
    case ZYDIS_ISA_EXT_SSE:
    case ZYDIS_ISA_EXT_SSE2:
    case ZYDIS_ISA_EXT_SSSE3:
      return true;
    default:
      return false;
  }
}

bool interleaves_low_halves(ZydisMnemonic m) {
  return m == ZYDIS_MNEMONIC_PUNPCKLBW || m == ZYDIS_MNEMONIC_PUNPCKLWD || m == ZYDIS_MNEMONIC_PUNPCKLDQ;
}

void clear(const translation& t, std::size_t of_x87) {
  emit_store(t, static_cast<std::ptrdiff_t>(core_state::x87_offset() + of_x87) - core_state::env_offset(), 0);
}

}  // namespace

mmx_use mmx_use_of(const decoded_code& code) {
  const ZydisDecodedInstruction& i = code.instruction;
  if (!code.known || code.undefined || !may_be_of_mmx(i)) return mmx_use::none;
  const auto all = code.operands();
  const std::span operands{all.data(), i.operand_count};
  if (std::ranges::none_of(operands, is_mmx_register)) return mmx_use::none;
  const auto memory = std::ranges::find(operands, ZYDIS_OPERAND_TYPE_MEMORY, &ZydisDecodedOperand::type);
  if (memory == operands.end()) return mmx_use::registers;
  if (!(memory->actions & ZYDIS_OPERAND_ACTION_MASK_READ)) return mmx_use::store;
  return interleaves_low_halves(i.mnemonic) ? mmx_use::half_load : mmx_use::load;
}

void emit_mmx_entry(const translation& t) {
  clear(t, fpu::x87_unit::top_offset());
  if (t.mmx != mmx_use::store) clear(t, fpu::x87_unit::empty_offset());
}

void emit_mmx_completion(const translation& t, const decoded_code& code) {
  if (t.mmx == mmx_use::store) clear(t, fpu::x87_unit::empty_offset());
  const auto all = code.operands();
  for (const ZydisDecodedOperand& o : std::span{all.data(), code.instruction.operand_count}) {
    if (!is_mmx_register(o) || !(o.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE)) continue;
    constexpr std::uint64_t ones = 0xffff;
    const auto number = static_cast<unsigned>(ZydisRegisterGetId(o.reg.value));
    const auto* upper = reinterpret_cast<const char*>(&t.core->x87().physical_register(number).sign_exponent);
    emit_store(t, upper - reinterpret_cast<const char*>(t.core->env), ones);
  }
}

}  // namespace trapline::engine
