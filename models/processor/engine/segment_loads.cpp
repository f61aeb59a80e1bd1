#include "models/processor/engine/segment_loads.h"

namespace trapline::engine {

bool loads_segment(const ZydisDecodedInstruction& i) {
  switch (i.mnemonic) {
    case ZYDIS_MNEMONIC_LDS:
    case ZYDIS_MNEMONIC_LES:
    case ZYDIS_MNEMONIC_LFS:
    case ZYDIS_MNEMONIC_LGS:
    case ZYDIS_MNEMONIC_LSS:
      return true;
    case ZYDIS_MNEMONIC_MOV:
      return i.opcode_map == ZYDIS_OPCODE_MAP_DEFAULT && i.opcode == 0x8e;
    case ZYDIS_MNEMONIC_POP:
      return i.opcode_map == ZYDIS_OPCODE_MAP_0F || i.opcode == 0x07 || i.opcode == 0x17 || i.opcode == 0x1f;
    default:
      return false;
  }
}

bool loads_stack_segment(const decoded_code& code) {
  const ZydisMnemonic m = code.instruction.mnemonic;
  if (m != ZYDIS_MNEMONIC_MOV && m != ZYDIS_MNEMONIC_POP) return false;
  const auto all = code.operands();
  return all[0].type == ZYDIS_OPERAND_TYPE_REGISTER && all[0].reg.value == ZYDIS_REGISTER_SS;
}

}  // namespace trapline::engine
