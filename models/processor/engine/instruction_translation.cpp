#include "models/processor/engine/instruction_translation.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

#include "models/processor/engine/access_checks.h"
#include "models/processor/engine/alignment.h"
#include "models/processor/engine/block_end.h"
#include "models/processor/engine/mmx_translation.h"
#include "models/processor/engine/modification.h"
#include "models/processor/engine/noncanonical.h"
#include "models/processor/engine/plain_opening.h"
#include "models/processor/engine/segment_loads.h"
#include "models/processor/engine/sse_predicate.h"
#include "models/processor/engine/translation.h"
#include "models/processor/engine/vector_operands.h"
#include "models/processor/engine/x87_translation.h"

namespace trapline::engine {

namespace {

using namespace library;

constexpr std::array<std::uint8_t, 2> ud2{0x0f, 0x0b};
constexpr std::uint64_t page_mask = ~std::uint64_t{0xfff};

bool is_ins(const decoded_code& code) {
  const ZydisMnemonic m = code.instruction.mnemonic;
  return code.known && !code.undefined &&
         (m == ZYDIS_MNEMONIC_INSB || m == ZYDIS_MNEMONIC_INSW || m == ZYDIS_MNEMONIC_INSD);
}

// The code that comes, if it is an instruction that is plain and lies in this page whatever its length.
const std::uint8_t* plain_code(const translation& t, std::uint64_t at, code_size size) {
  if (!t.may_be_plain) return nullptr;
  const std::uint8_t* const code = t.code.at(at);
  const bool plain = code && t.code.at(at + longest_instruction - 1) && is_plain(code, size, t.plain);
  return plain ? code : nullptr;
}

void count_instruction(translation& t, const disassembly& d, std::span<const std::uint8_t> code,
                       code_size size, std::uint64_t begin) {
  t.cost +=
      static_cast<std::uint32_t>(std::clamp<std::uint64_t>(t.core->costs.cost(code, size), 1, 1u << 20));
  if (t.count < t.instructions.size())
    t.instructions[t.count++] = {t.cost, static_cast<std::uint16_t>(begin - d.pc_first)};
}

// An instruction that reaches into another page may fault in its fetch, and that must come when its turn comes: it
// stands alone.
bool next_may_cross(const disassembly& d) {
  return ((d.pc_next + longest_instruction - 1) & page_mask) != (d.pc_first & page_mask);
}

// Of the temporaries that the block has room for, a quarter is left to what comes next. The library does not look whether there
// is one, and instructions with an immediate (AAM, SHUFPS) do not give theirs back.
bool is_full(const translation& t) {
  constexpr int most = 512 * 3 / 4;
  int used = 0;
  std::memcpy(&used, static_cast<const char*>(t.ctx) + core_state::library_release().temporaries,
              sizeof used);
  return used > most;
}

bool ends_behind(const translation& t, const disassembly& d) {
  return d.is_jmp == disas_next && (next_may_cross(d) || is_full(t));
}

}  // namespace

void translate_instruction(disassembly* d, void* cpu) {
  translation& t = now_translating;
  const std::uint64_t begin = d->pc_next;
  const bool long_mode = d->tb->flags & hf_cs64;
  const code_size size = long_mode                  ? code_size::bits64
                         : (d->tb->flags & hf_cs32) ? code_size::bits32
                                                    : code_size::bits16;
  if (const std::uint8_t* const plain = plain_code(t, begin, size)) {
    t.ops->translate_insn(d, cpu);
    count_instruction(t, *d, {plain, d->pc_next - begin}, size, begin);
    if (ends_behind(t, *d)) d->is_jmp = disas_too_many;
    return;
  }
  const decoded_code decoded = decode(*t.core->env, begin, size, t.core->description);
  t.unclear |= decoded.undefined || !decoded.known;
  t.basic &= decoded.known && decoded.instruction.meta.isa_ext == ZYDIS_ISA_EXT_BASE;
  emit_checks(t, *d, decoded);
  if (decoded.undefined) {
    t.stand_in_at = begin;
    t.stand_in = ud2;
  } else if (auto other = prepare_x87(t, *d->tb, begin); other || (other = plain_predicate(decoded, begin))) {
    t.stand_in_at = other->at;
    t.stand_in = other->bytes;
  }
  t.ins = is_ins(decoded) ? &decoded : nullptr;
  t.aligned = needs_alignment(decoded);
  t.modifies = modifies_memory(decoded);
  t.vector = vector_operand_of(decoded);
  t.mmx = mmx_use_of(decoded);
  emit_branch_site(t, decoded, begin - d->tb->cs_base);
  t.ops->translate_insn(d, cpu);
  t.stand_in_at = translation::nowhere;
  t.ins = nullptr;
  t.aligned = false;
  t.modifies = false;
  t.vector = vector_operand::usual;
  if (t.mmx != mmx_use::none) emit_mmx_completion(t, decoded);
  t.mmx = mmx_use::none;
  emit_completion(t, *d, decoded);

  const std::span<const std::uint8_t> code{decoded.bytes.data(),
                                           std::min<std::size_t>(d->pc_next - begin, decoded.count)};
  count_instruction(t, *d, code, size, begin);

  // PAUSE does not leave the code, as the library thinks it does.
  if (d->is_jmp == disas_noreturn && is_pause(code, long_mode)) d->is_jmp = disas_too_many;
  // Segments decide how what follows is translated; breakpoints are looked at before every instruction.
  const bool protects = (d->tb->flags & hf_pe) && !(d->tb->flags & hf_vm);
  t.looks_up = protects && decoded.known && loads_segment(decoded.instruction);
  const bool alone = t.looks_up || (d->tb->flags & hf_debug);
  if (ends_behind(t, *d) || (d->is_jmp == disas_next && (alone || ends_block(code, long_mode))))
    d->is_jmp = disas_too_many;
}

}  // namespace trapline::engine
