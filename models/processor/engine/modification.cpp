#include "models/processor/engine/modification.h"

#include <algorithm>
#include <span>

namespace trapline::engine {

bool modifies_memory(const decoded_code& code) {
  const ZydisDecodedInstruction& i = code.instruction;
  const bool in_memory = (i.attributes & ZYDIS_ATTRIB_HAS_MODRM) && i.raw.modrm.mod != 3;
  // ARPL reads, and may find nothing to write.
  if (!code.known || code.undefined || !in_memory || i.mnemonic == ZYDIS_MNEMONIC_ARPL) return false;
  const auto all = code.operands();
  return std::ranges::any_of(std::span{all.data(), i.operand_count}, [](const ZydisDecodedOperand& o) {
    return o.type == ZYDIS_OPERAND_TYPE_MEMORY && (o.actions & ZYDIS_OPERAND_ACTION_MASK_READ) &&
           (o.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE);
  });
}

}  // namespace trapline::engine
