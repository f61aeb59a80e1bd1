#include "models/processor/engine/alignment.h"

#include <algorithm>
#include <span>

namespace trapline::engine {

namespace {

bool is_of_vectors(ZydisISAExt e) {
  switch (e) {
    case ZYDIS_ISA_EXT_SSE:
    case ZYDIS_ISA_EXT_SSE2:
    case ZYDIS_ISA_EXT_SSE3:
    case ZYDIS_ISA_EXT_SSSE3:
    case ZYDIS_ISA_EXT_SSE4:
    case ZYDIS_ISA_EXT_AES:
    case ZYDIS_ISA_EXT_PCLMULQDQ:
    case ZYDIS_ISA_EXT_SHA:
      return true;
    default:
      return false;
  }
}

bool takes_any(ZydisMnemonic m) {
  switch (m) {
    case ZYDIS_MNEMONIC_MOVUPS:
    case ZYDIS_MNEMONIC_MOVUPD:
    case ZYDIS_MNEMONIC_MOVDQU:
    case ZYDIS_MNEMONIC_LDDQU:
    case ZYDIS_MNEMONIC_MASKMOVDQU:
    case ZYDIS_MNEMONIC_PCMPESTRI:
    case ZYDIS_MNEMONIC_PCMPESTRM:
    case ZYDIS_MNEMONIC_PCMPISTRI:
    case ZYDIS_MNEMONIC_PCMPISTRM:
      return true;
    default:
      return false;
  }
}

}  // namespace

bool needs_alignment(const decoded_code& code) {
  constexpr unsigned vector_bits = 128;
  const ZydisDecodedInstruction& i = code.instruction;
  if (!code.known || code.undefined || !is_of_vectors(i.meta.isa_ext) || takes_any(i.mnemonic)) return false;
  const auto all = code.operands();
  return std::ranges::any_of(std::span{all.data(), i.operand_count}, [](const ZydisDecodedOperand& o) {
    return o.type == ZYDIS_OPERAND_TYPE_MEMORY && o.size == vector_bits;
  });
}

}  // namespace trapline::engine
