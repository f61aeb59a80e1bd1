#include "models/processor/engine/waiting_loop.h"

#include <algorithm>
#include <limits>

namespace trapline::engine {

namespace {

bool is_general(ZydisRegister r) {
  switch (ZydisRegisterGetClass(r)) {
    case ZYDIS_REGCLASS_GPR8:
    case ZYDIS_REGCLASS_GPR16:
    case ZYDIS_REGCLASS_GPR32:
    case ZYDIS_REGCLASS_GPR64:
      return true;
    default:
      return false;
  }
}

bool is_high_byte(ZydisRegister r) { return r >= ZYDIS_REGISTER_AH && r <= ZYDIS_REGISTER_BH; }

// A register operand's number in the manual's order.
unsigned number_of(ZydisRegister r) {
  const ZydisRegister whole = ZydisRegisterGetLargestEnclosing(ZYDIS_MACHINE_MODE_LONG_64, r);
  return static_cast<unsigned>(ZydisRegisterGetId(whole));
}

bool is_known(const decoded_code& code) {
  const ZydisDecodedInstruction& i = code.instruction;
  if (!code.known || code.undefined || (i.attributes & ZYDIS_ATTRIB_HAS_LOCK)) return false;
  switch (i.meta.category) {
    case ZYDIS_CATEGORY_COND_BR:
      return i.mnemonic != ZYDIS_MNEMONIC_XBEGIN;
    case ZYDIS_CATEGORY_CMOV:
    case ZYDIS_CATEGORY_SETCC:
      return i.meta.isa_ext == ZYDIS_ISA_EXT_BASE;
    default:
      break;
  }
  switch (i.mnemonic) {
    case ZYDIS_MNEMONIC_JMP:
      return i.meta.branch_type != ZYDIS_BRANCH_TYPE_FAR;
    case ZYDIS_MNEMONIC_ADC:
    case ZYDIS_MNEMONIC_ADD:
    case ZYDIS_MNEMONIC_AND:
    case ZYDIS_MNEMONIC_BSWAP:
    case ZYDIS_MNEMONIC_CBW:
    case ZYDIS_MNEMONIC_CDQ:
    case ZYDIS_MNEMONIC_CDQE:
    case ZYDIS_MNEMONIC_CLC:
    case ZYDIS_MNEMONIC_CMC:
    case ZYDIS_MNEMONIC_CMP:
    case ZYDIS_MNEMONIC_CQO:
    case ZYDIS_MNEMONIC_CWD:
    case ZYDIS_MNEMONIC_CWDE:
    case ZYDIS_MNEMONIC_DEC:
    case ZYDIS_MNEMONIC_IMUL:
    case ZYDIS_MNEMONIC_INC:
    case ZYDIS_MNEMONIC_LEA:
    case ZYDIS_MNEMONIC_MOV:
    case ZYDIS_MNEMONIC_MOVSX:
    case ZYDIS_MNEMONIC_MOVSXD:
    case ZYDIS_MNEMONIC_MOVZX:
    case ZYDIS_MNEMONIC_NEG:
    case ZYDIS_MNEMONIC_NOP:
    case ZYDIS_MNEMONIC_NOT:
    case ZYDIS_MNEMONIC_OR:
    case ZYDIS_MNEMONIC_PAUSE:
    case ZYDIS_MNEMONIC_ROL:
    case ZYDIS_MNEMONIC_ROR:
    case ZYDIS_MNEMONIC_SAR:
    case ZYDIS_MNEMONIC_SBB:
    case ZYDIS_MNEMONIC_SHL:
    case ZYDIS_MNEMONIC_SHR:
    case ZYDIS_MNEMONIC_STC:
    case ZYDIS_MNEMONIC_SUB:
    case ZYDIS_MNEMONIC_TEST:
    case ZYDIS_MNEMONIC_XCHG:
    case ZYDIS_MNEMONIC_XOR:
      return true;
    default:
      return false;
  }
}

// How often a number can have `step` added and stay on its side of zero.
std::uint64_t times_on_its_side(std::int64_t value, std::int64_t step, unsigned bits, bool zero_counts) {
  const auto distance = [](std::int64_t low, std::int64_t high) {
    return static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low);
  };
  const std::int64_t most = std::numeric_limits<std::int64_t>::max() >> (64 - bits);
  if (value == 0 && zero_counts) return 0;
  const std::int64_t low = value < 0 ? -most - 1 : zero_counts ? 1 : 0;
  const std::int64_t high = value < 0 ? -1 : most;
  if (step > 0) return distance(value, high) / static_cast<std::uint64_t>(step);
  return distance(low, value) / (std::uint64_t{0} - static_cast<std::uint64_t>(step));
}

}  // namespace

bool only_computes(const decoded_code& code) {
  if (!is_known(code)) return false;
  const auto operands = code.operands();
  return std::all_of(
      operands.begin(), operands.begin() + code.instruction.operand_count, [](const ZydisDecodedOperand& o) {
        if (o.type == ZYDIS_OPERAND_TYPE_MEMORY) return (o.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) == 0;
        if (o.type != ZYDIS_OPERAND_TYPE_REGISTER) return true;
        const ZydisRegisterClass kind = ZydisRegisterGetClass(o.reg.value);
        return is_general(o.reg.value) || kind == ZYDIS_REGCLASS_FLAGS || kind == ZYDIS_REGCLASS_IP;
      });
}

std::uint32_t registers_written(const decoded_code& code) {
  std::uint32_t all = 0;
  const auto operands = code.operands();
  for (const ZydisDecodedOperand& o : operands)
    if (o.type == ZYDIS_OPERAND_TYPE_REGISTER && is_general(o.reg.value) &&
        (o.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE))
      all |= 1u << number_of(o.reg.value);
  return all;
}

loop_counter::uses loop_counter::uses_of(
    const decoded_code& code, const std::array<ZydisDecodedOperand, ZYDIS_MAX_OPERAND_COUNT>& operands) {
  uses all;
  const auto is_it = [this](ZydisRegister r) { return is_general(r) && number_of(r) == number_; };
  for (std::size_t i = 0; i < code.instruction.operand_count; ++i) {
    const ZydisDecodedOperand& o = operands[i];
    if (o.type == ZYDIS_OPERAND_TYPE_MEMORY) {
      all.in_sum = code.instruction.mnemonic == ZYDIS_MNEMONIC_LEA && is_it(o.mem.base) &&
                   o.mem.index == ZYDIS_REGISTER_NONE && is_it(operands[0].reg.value) &&
                   code.instruction.address_width == operands[0].size;
      all.otherwise |= !all.in_sum && (is_it(o.mem.base) || is_it(o.mem.index));
      continue;
    }
    if (o.type != ZYDIS_OPERAND_TYPE_REGISTER || !is_it(o.reg.value)) continue;
    if (bits_ == 0) bits_ = o.size;
    all.otherwise |= o.size != bits_ || is_high_byte(o.reg.value);
    if (o.actions & ZYDIS_OPERAND_ACTION_MASK_READ) ++all.reads;
    if (o.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) ++all.writes;
  }
  return all;
}

void loop_counter::add(std::uint64_t amount, bool flags) {
  if (flags) looks_.push_back({value_, false, false});
  value_ += amount;
  step_ += amount;
  if (flags) looks_.push_back({value_, false, true});
}

void loop_counter::compare(const ZydisDecodedOperand& first, const ZydisDecodedOperand& second) {
  const auto is_register = [](const ZydisDecodedOperand& o) { return o.type == ZYDIS_OPERAND_TYPE_REGISTER; };
  const bool counter_first = is_register(first) && number_of(first.reg.value) == number_;
  const ZydisDecodedOperand& other = counter_first ? second : first;
  std::uint64_t than = 0;
  if (other.type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
    than = static_cast<std::uint64_t>(other.imm.value.s);
  } else if (is_register(other) && !is_high_byte(other.reg.value) &&
             !(written_ >> number_of(other.reg.value) & 1)) {
    than = registers_[number_of(other.reg.value)];
  } else {
    plain_ = false;
    return;
  }
  looks_.push_back({value_, false, false});
  looks_.push_back({counter_first ? value_ - than : than - value_, !counter_first, true});
}

void loop_counter::follow(const decoded_code& code) {
  const ZydisDecodedInstruction& i = code.instruction;
  // Parity and the adjust flag change in every round.
  constexpr ZydisAccessedFlagsMask changing = ZYDIS_CPUFLAG_PF | ZYDIS_CPUFLAG_AF;
  if (i.cpu_flags && (i.cpu_flags->tested & changing)) plain_ = false;
  const auto operands = code.operands();
  const uses u = uses_of(code, operands);
  if (u.otherwise) plain_ = false;
  if (!plain_ || (u.reads == 0 && u.writes == 0)) return;
  const bool constant = operands[1].type == ZYDIS_OPERAND_TYPE_IMMEDIATE;
  const auto amount = static_cast<std::uint64_t>(operands[1].imm.value.s);
  switch (i.mnemonic) {
    case ZYDIS_MNEMONIC_INC:
      return add(1, true);
    case ZYDIS_MNEMONIC_DEC:
    case ZYDIS_MNEMONIC_LOOP:
    case ZYDIS_MNEMONIC_LOOPE:
    case ZYDIS_MNEMONIC_LOOPNE:
      return add(~std::uint64_t{0}, true);
    case ZYDIS_MNEMONIC_ADD:
      if (constant) return add(amount, true);
      break;
    case ZYDIS_MNEMONIC_SUB:
      if (constant) return add(0 - amount, true);
      break;
    case ZYDIS_MNEMONIC_LEA:
      if (u.in_sum) return add(static_cast<std::uint64_t>(operands[1].mem.disp.value), false);
      break;
    case ZYDIS_MNEMONIC_CMP:
      if (u.reads == 1) return compare(operands[0], operands[1]);
      break;
    case ZYDIS_MNEMONIC_TEST:
    case ZYDIS_MNEMONIC_AND:
    case ZYDIS_MNEMONIC_OR:
      if (u.reads == 2) {
        looks_.push_back({value_, false, true});
        return;
      }
      break;
    case ZYDIS_MNEMONIC_JCXZ:
    case ZYDIS_MNEMONIC_JECXZ:
    case ZYDIS_MNEMONIC_JRCXZ:
      looks_.push_back({value_, false, true});
      return;
    default:
      break;
  }
  plain_ = false;
}

std::uint64_t loop_counter::rounds() const {
  if (!plain_ || bits_ == 0 || (step_ & mask()) == 0) return 0;
  const std::int64_t step = as_signed(step_);
  // Falling, the greatest negative step would be one that rises.
  if (step == as_signed(std::uint64_t{1} << (bits_ - 1))) return 0;
  std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
  for (const look& l : looks_)
    least =
        std::min(least, times_on_its_side(as_signed(l.value), l.falls ? -step : step, bits_, l.is_result));
  return least;
}

std::uint64_t loop_counter::after(std::uint64_t rounds, std::uint64_t value) const {
  const std::uint64_t counted = (value + rounds * step_) & mask();
  return bits_ >= 32 ? counted : (value & ~mask()) | counted;
}

}  // namespace trapline::engine
