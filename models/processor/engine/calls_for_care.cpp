#include "models/processor/engine/alignment.h"
#include "models/processor/engine/block_end.h"
#include "models/processor/engine/decoder.h"
#include "models/processor/engine/mmx_translation.h"
#include "models/processor/engine/modification.h"
#include "models/processor/engine/noncanonical.h"
#include "models/processor/engine/plain_opening.h"
#include "models/processor/engine/segment_loads.h"
#include "models/processor/engine/sse_predicate.h"
#include "models/processor/engine/vector_operands.h"

namespace trapline::engine {

namespace {

bool has_checks(const ZydisDecodedInstruction& i) {
  switch (i.mnemonic) {
    case ZYDIS_MNEMONIC_INSB:
    case ZYDIS_MNEMONIC_INSW:
    case ZYDIS_MNEMONIC_INSD:
    case ZYDIS_MNEMONIC_ENTER:
    case ZYDIS_MNEMONIC_SMSW:
    case ZYDIS_MNEMONIC_LGDT:
    case ZYDIS_MNEMONIC_LIDT:
    case ZYDIS_MNEMONIC_CMPXCHG8B:
    case ZYDIS_MNEMONIC_CMPXCHG16B:
      return true;
    default:
      return false;
  }
}

bool is_of_x87(const ZydisDecodedInstruction& i) {
  constexpr std::uint8_t group_15 = 0xae, first = 0xd8;
  if (i.opcode_map == ZYDIS_OPCODE_MAP_0F) return i.opcode == group_15;
  return i.opcode_map == ZYDIS_OPCODE_MAP_DEFAULT && (i.opcode & 0xf8) == first;
}

}  // namespace

bool calls_for_care(std::span<const std::uint8_t> code, code_size size, const cpu_description& has,
                    plain_conditions c) {
  const decoded_code d = decode(code, size, has);
  if (!d.known || d.undefined) return true;
  const ZydisDecodedInstruction& i = d.instruction;
  const std::span whole{d.bytes.data(), i.length};
  const bool long_code = size == code_size::bits64;
  const ZydisInstructionAttributes checked = ZYDIS_ATTRIB_HAS_SEGMENT_CS |
                                             (c.checks_fs ? ZYDIS_ATTRIB_HAS_SEGMENT_FS : 0) |
                                             (c.checks_gs ? ZYDIS_ATTRIB_HAS_SEGMENT_GS : 0);
  return (i.attributes & checked) || has_checks(i) || is_of_x87(i) || plain_predicate(d, 0) ||
         needs_alignment(d) || modifies_memory(d) || mmx_use_of(d) != mmx_use::none ||
         vector_operand_of(d) != vector_operand::usual || loads_segment(i) || branches_to_computed(d) ||
         is_pause(whole, long_code) || ends_block(whole, long_code);
}

}  // namespace trapline::engine
