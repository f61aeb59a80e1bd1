#include "models/processor/timing/classify.h"

#include <Zydis/Zydis.h>

#include <array>
#include <optional>

namespace trapline::timing {

namespace {

using kind = instruction_class;

struct decoded {
  ZydisDecodedInstruction instruction;
  std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT> operands;

  bool has(std::uint64_t attribute) const { return (instruction.attributes & attribute) != 0; }
  std::span<const ZydisDecodedOperand> explicit_operands() const {
    return {operands.data(), instruction.operand_count_visible};
  }
  bool accesses(std::uint8_t action) const {
    for (const ZydisDecodedOperand& o : explicit_operands())
      if (o.type == ZYDIS_OPERAND_TYPE_MEMORY && o.mem.type == ZYDIS_MEMOP_TYPE_MEM && (o.actions & action))
        return true;
    return false;
  }
  bool uses(ZydisRegisterClass registers) const {
    for (const ZydisDecodedOperand& o : explicit_operands())
      if (o.type == ZYDIS_OPERAND_TYPE_REGISTER && ZydisRegisterGetClass(o.reg.value) == registers)
        return true;
    return false;
  }
  bool is_far() const { return instruction.meta.branch_type == ZYDIS_BRANCH_TYPE_FAR; }
};

bool decode(decoded& d, std::span<const std::uint8_t> bytes, engine::code_size size) {
  static const auto decoders = [] {
    std::array<ZydisDecoder, 3> all;
    ZydisDecoderInit(&all[0], ZYDIS_MACHINE_MODE_LEGACY_16, ZYDIS_STACK_WIDTH_16);
    ZydisDecoderInit(&all[1], ZYDIS_MACHINE_MODE_LEGACY_32, ZYDIS_STACK_WIDTH_32);
    ZydisDecoderInit(&all[2], ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    return all;
  }();
  return ZYAN_SUCCESS(ZydisDecoderDecodeFull(&decoders[static_cast<std::size_t>(size)], bytes.data(),
                                             bytes.size(), &d.instruction, d.operands.data()));
}

kind move(const decoded& d) {
  if (d.uses(ZYDIS_REGCLASS_SEGMENT)) return kind::mov_segment;
  if (d.uses(ZYDIS_REGCLASS_CONTROL) || d.uses(ZYDIS_REGCLASS_DEBUG)) return kind::system;
  if (d.accesses(ZYDIS_OPERAND_ACTION_MASK_WRITE)) return kind::store;
  if (d.accesses(ZYDIS_OPERAND_ACTION_MASK_READ)) return kind::load;
  return kind::alu;
}

kind shift(const decoded& d) {
  for (const ZydisDecodedOperand& o : d.explicit_operands().subspan(1))
    if (o.type == ZYDIS_OPERAND_TYPE_REGISTER && o.reg.value == ZYDIS_REGISTER_CL) return kind::shift_cl;
  return kind::shift_immediate;
}

kind arithmetic(const decoded& d) {
  const bool both = d.accesses(ZYDIS_OPERAND_ACTION_MASK_READ) && d.accesses(ZYDIS_OPERAND_ACTION_MASK_WRITE);
  return both ? kind::alu_memory : kind::alu;
}

// Where the category says too little.
std::optional<kind> by_mnemonic(const decoded& d) {
  switch (d.instruction.mnemonic) {
    case ZYDIS_MNEMONIC_ADC:
    case ZYDIS_MNEMONIC_SBB:
      return kind::adc;
    case ZYDIS_MNEMONIC_MUL:
    case ZYDIS_MNEMONIC_IMUL:
      return kind::imul;
    case ZYDIS_MNEMONIC_DIV:
    case ZYDIS_MNEMONIC_IDIV:
      return d.operands[0].size == 64 ? kind::div64 : kind::div32;
    case ZYDIS_MNEMONIC_XCHG:
      return d.accesses(ZYDIS_OPERAND_ACTION_MASK_READ) ? kind::locked : kind::alu;
    case ZYDIS_MNEMONIC_SHLD:
    case ZYDIS_MNEMONIC_SHRD:
      return shift(d);
    case ZYDIS_MNEMONIC_LEA:
    case ZYDIS_MNEMONIC_BSWAP:
    case ZYDIS_MNEMONIC_CBW:
    case ZYDIS_MNEMONIC_CWD:
    case ZYDIS_MNEMONIC_CWDE:
    case ZYDIS_MNEMONIC_CDQ:
    case ZYDIS_MNEMONIC_CDQE:
    case ZYDIS_MNEMONIC_CQO:
    case ZYDIS_MNEMONIC_CLC:
    case ZYDIS_MNEMONIC_STC:
    case ZYDIS_MNEMONIC_CMC:
    case ZYDIS_MNEMONIC_LAHF:
    case ZYDIS_MNEMONIC_SAHF:
    case ZYDIS_MNEMONIC_BT:
      return kind::alu;
    case ZYDIS_MNEMONIC_BTS:
    case ZYDIS_MNEMONIC_BTR:
    case ZYDIS_MNEMONIC_BTC:
      return arithmetic(d);
    case ZYDIS_MNEMONIC_LEAVE:
      return kind::pop;
    case ZYDIS_MNEMONIC_PUSHA:
    case ZYDIS_MNEMONIC_PUSHAD:
    case ZYDIS_MNEMONIC_POPA:
    case ZYDIS_MNEMONIC_POPAD:
      return kind::other;
    case ZYDIS_MNEMONIC_PUSHF:
    case ZYDIS_MNEMONIC_PUSHFD:
    case ZYDIS_MNEMONIC_PUSHFQ:
      return kind::pushf;
    case ZYDIS_MNEMONIC_POPF:
    case ZYDIS_MNEMONIC_POPFD:
    case ZYDIS_MNEMONIC_POPFQ:
      return kind::popf;
    case ZYDIS_MNEMONIC_CLD:
    case ZYDIS_MNEMONIC_STD:
      return kind::cld;
    case ZYDIS_MNEMONIC_CLI:
      return kind::cli;
    case ZYDIS_MNEMONIC_STI:
      return kind::sti;
    case ZYDIS_MNEMONIC_IRET:
    case ZYDIS_MNEMONIC_IRETD:
    case ZYDIS_MNEMONIC_IRETQ:
      return kind::iret;
    case ZYDIS_MNEMONIC_SYSENTER:
    case ZYDIS_MNEMONIC_SYSEXIT:
    case ZYDIS_MNEMONIC_SYSCALL:
    case ZYDIS_MNEMONIC_SYSRET:
      return kind::far_transfer;
    case ZYDIS_MNEMONIC_RDTSC:
    case ZYDIS_MNEMONIC_RDTSCP:
      return kind::rdtsc;
    case ZYDIS_MNEMONIC_CPUID:
      return kind::cpuid;
    case ZYDIS_MNEMONIC_PAUSE:
      return kind::pause;
    case ZYDIS_MNEMONIC_HLT:
      return kind::system;
    default:
      return std::nullopt;
  }
}

kind by_category(const decoded& d) {
  switch (d.instruction.meta.category) {
    case ZYDIS_CATEGORY_BINARY:
    case ZYDIS_CATEGORY_LOGICAL:
    case ZYDIS_CATEGORY_CMOV:
    case ZYDIS_CATEGORY_SETCC:
      return arithmetic(d);
    case ZYDIS_CATEGORY_SHIFT:
    case ZYDIS_CATEGORY_ROTATE:
      return shift(d);
    case ZYDIS_CATEGORY_DATAXFER:
      return move(d);
    case ZYDIS_CATEGORY_SEGOP:
      return kind::mov_segment;
    case ZYDIS_CATEGORY_PUSH:
      return kind::push;
    case ZYDIS_CATEGORY_POP:
      return d.uses(ZYDIS_REGCLASS_SEGMENT) ? kind::mov_segment : kind::pop;
    case ZYDIS_CATEGORY_UNCOND_BR:
      return d.is_far() ? kind::far_transfer : kind::branch;
    case ZYDIS_CATEGORY_COND_BR:
      return kind::conditional_branch;
    case ZYDIS_CATEGORY_CALL:
      return d.is_far() ? kind::far_transfer : kind::call;
    case ZYDIS_CATEGORY_RET:
      return d.is_far() ? kind::far_transfer : kind::ret;
    case ZYDIS_CATEGORY_INTERRUPT:
      return kind::int_n;
    case ZYDIS_CATEGORY_STRINGOP:
      return d.has(ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE)
                 ? kind::string_rep
                 : kind::string_single;
    case ZYDIS_CATEGORY_IO:
    case ZYDIS_CATEGORY_IOSTRINGOP:
      return kind::port_io;
    case ZYDIS_CATEGORY_SYSTEM:
      return kind::system;
    case ZYDIS_CATEGORY_NOP:
    case ZYDIS_CATEGORY_WIDENOP:
    case ZYDIS_CATEGORY_PREFETCH:
      return kind::nop;
    case ZYDIS_CATEGORY_X87_ALU:
    case ZYDIS_CATEGORY_FCMOV:
      return kind::fpu;
    case ZYDIS_CATEGORY_MMX:
    case ZYDIS_CATEGORY_SSE:
    case ZYDIS_CATEGORY_CONVERT:
    case ZYDIS_CATEGORY_LOGICAL_FP:
      return kind::simd;
    default:
      return kind::other;
  }
}

bool holds_its_memory(kind what) {
  switch (what) {
    case kind::load:
    case kind::store:
    case kind::alu_memory:
    case kind::push:
    case kind::pop:
    case kind::call:
    case kind::ret:
    case kind::string_rep:
    case kind::string_single:
    case kind::locked:
    case kind::far_transfer:
    case kind::int_n:
    case kind::iret:
    case kind::port_io:
    case kind::system:
    case kind::nop:
      return true;
    default:
      return false;
  }
}

}  // namespace

classified classify(std::span<const std::uint8_t> bytes, engine::code_size size) {
  decoded d;
  if (!decode(d, bytes, size)) return {};
  classified c;
  if (d.has(ZYDIS_ATTRIB_HAS_LOCK)) {
    c.what = kind::locked;
  } else {
    const auto named = by_mnemonic(d);
    c.what = named ? *named : by_category(d);
  }
  if (holds_its_memory(c.what)) return c;
  c.loads = d.accesses(ZYDIS_OPERAND_ACTION_MASK_READ);
  c.stores = d.accesses(ZYDIS_OPERAND_ACTION_MASK_WRITE);
  return c;
}

}  // namespace trapline::timing
