#include "models/processor/engine/access_checks.h"

#include <algorithm>
#include <bit>
#include <span>

#include "models/processor/engine/alignment.h"
#include "models/processor/engine/segment_loads.h"

namespace trapline::engine {

namespace {

using library::disassembly;
constexpr std::uint32_t real_limit = 0xffff;
constexpr std::uint64_t page_offset = 0xfff;

void emit(const translation& t, const access_check& check) {
  const access_check::words w = check.packed();
  const auto constant = [&t](std::uint32_t value) {
    return static_cast<char*>(t.ctx) + tcg_const_i32_x86_64(t.ctx, static_cast<std::int32_t>(value));
  };
  void* arguments[] = {reinterpret_cast<void*>(t.env_temp), constant(w.first), constant(w.second),
                       constant(w.third)};
  tcg_gen_callN_x86_64(t.ctx, reinterpret_cast<const void*>(&helper_svm_check_io_x86_64), nullptr, 4,
                       arguments);
  for (unsigned i = 1; i < 4; ++i) tcg_temp_free_internal_x86_64(t.ctx, arguments[i]);
}

unsigned number_of(ZydisRegister r) {
  const ZyanI8 id = ZydisRegisterGetId(r);
  return r == ZYDIS_REGISTER_NONE || id < 0 ? access_check::no_register : static_cast<unsigned>(id);
}

unsigned bits_of(ZydisRegister r, unsigned otherwise) {
  switch (ZydisRegisterGetClass(r)) {
    case ZYDIS_REGCLASS_GPR16:
      return 16;
    case ZYDIS_REGCLASS_GPR32:
      return 32;
    case ZYDIS_REGCLASS_GPR64:
      return 64;
    default:
      return otherwise;
  }
}

bool is_bit_test(const ZydisDecodedInstruction& i) {
  return i.mnemonic == ZYDIS_MNEMONIC_BT || i.mnemonic == ZYDIS_MNEMONIC_BTS ||
         i.mnemonic == ZYDIS_MNEMONIC_BTR || i.mnemonic == ZYDIS_MNEMONIC_BTC;
}

// Names memory and does not access it.
bool only_names(const ZydisDecodedInstruction& i) {
  return i.mnemonic == ZYDIS_MNEMONIC_NOP || i.mnemonic == ZYDIS_MNEMONIC_INVLPG ||
         i.meta.category == ZYDIS_CATEGORY_PREFETCH || i.meta.isa_set == ZYDIS_ISA_SET_SSE_PREFETCH ||
         i.meta.isa_set == ZYDIS_ISA_SET_PREFETCH_NOP;
}

// By a function of the library's that reads the operand, or changes flags, in front of its store.
bool stores_late(const ZydisDecodedInstruction& i) {
  return i.mnemonic == ZYDIS_MNEMONIC_RCL || i.mnemonic == ZYDIS_MNEMONIC_RCR ||
         i.mnemonic == ZYDIS_MNEMONIC_CMPXCHG8B || i.mnemonic == ZYDIS_MNEMONIC_CMPXCHG16B;
}

// BT and its like with a register that counts bits from the operand.
bool counts_bits(const ZydisDecodedInstruction& i, const ZydisDecodedOperand& counter) {
  return is_bit_test(i) && counter.type == ZYDIS_OPERAND_TYPE_REGISTER;
}

bool repeats(const ZydisDecodedInstruction& i) {
  return i.attributes & (ZYDIS_ATTRIB_HAS_REP | ZYDIS_ATTRIB_HAS_REPE | ZYDIS_ATTRIB_HAS_REPNE);
}

access_check check_of(const decoded_code& code, const ZydisDecodedOperand& o, std::uint32_t tb_flags,
                      std::uint64_t next_eip) {
  access_check c;
  const auto& m = o.mem;
  c.segment = static_cast<unsigned>(ZydisRegisterGetId(m.segment));
  c.base = number_of(m.base);
  c.index = number_of(m.index);
  c.scale = m.scale ? static_cast<unsigned>(std::countr_zero(static_cast<unsigned>(m.scale))) : 0;
  c.address_bits = bits_of(m.base, bits_of(m.index, code.instruction.address_width));
  c.write = o.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE;
  c.repeated = repeats(code.instruction);
  c.bytes = o.size / 8;
  c.displacement = m.disp.has_displacement ? m.disp.value : 0;
  if (m.base == ZYDIS_REGISTER_RIP || m.base == ZYDIS_REGISTER_EIP) {
    c.base = access_check::no_register;
    c.displacement += static_cast<std::int64_t>(next_eip);
  }
  if (o.visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN && c.segment == library::ss) {
    if (code.size != code_size::bits64) c.address_bits = tb_flags & library::hf_ss32 ? 32 : 16;
    if (c.write) c.displacement -= c.bytes;  // a push
    // An IRET within a ring takes three of the five.
    if (code.instruction.meta.category == ZYDIS_CATEGORY_RET && c.bytes > 16 &&
        code.size != code_size::bits64)
      c.bytes = c.bytes / 5 * 3;
  }
  if (code.instruction.mnemonic == ZYDIS_MNEMONIC_XLAT) c.what = access_check::kind::table;
  return c;
}

/// The check of an operand in memory.
access_check check_of_operand(const decoded_code& code, const ZydisDecodedOperand& o,
                              const ZydisDecodedOperand& other, std::uint32_t tb_flags,
                              std::uint64_t next_eip) {
  access_check c = check_of(code, o, tb_flags, next_eip);
  if (counts_bits(code.instruction, other)) {
    c.what = access_check::kind::bit_string;
    c.other_register = number_of(other.reg.value);
  } else if (code.instruction.mnemonic == ZYDIS_MNEMONIC_ARPL) {
    c.what = access_check::kind::adjustment;
    c.other_register = number_of(other.reg.value);
  }
  return c;
}

bool is_access(const ZydisDecodedOperand& o) {
  return o.type == ZYDIS_OPERAND_TYPE_MEMORY && o.mem.type == ZYDIS_MEMOP_TYPE_MEM;
}

// Devices are accessed by instructions in blocks of their own. One that makes several accesses must not fault
// at a later one, or a device would have the first one twice.
void emit_probes(const translation& t, std::uint32_t tb_flags, const decoded_code& code,
                 std::uint64_t next_eip) {
  constexpr unsigned one_access = 64;  // bits
  const ZydisDecodedInstruction& i = code.instruction;
  if (only_names(i) || is_bit_test(i) || i.mnemonic == ZYDIS_MNEMONIC_XLAT) return;
  const auto all = code.operands();
  const std::span operands{all.data(), i.operand_count};
  const auto accesses = std::ranges::count_if(operands, is_access);
  const bool aligned = needs_alignment(code) || i.mnemonic == ZYDIS_MNEMONIC_CMPXCHG16B;
  for (const ZydisDecodedOperand& o : operands) {
    if (!is_access(o)) continue;
    const bool reads = o.actions & ZYDIS_OPERAND_ACTION_MASK_READ;
    const bool writes = o.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE;
    if (accesses == 1 && !(reads && writes) && o.size <= one_access) continue;
    access_check c = check_of(code, o, tb_flags, next_eip);
    c.what = aligned ? access_check::kind::aligned_probe : access_check::kind::probe;
    emit(t, c);
  }
}

bool wanted(const access_check& c, std::uint32_t flags, code_size size) {
  if (flags & library::hf_debug) return true;
  if (size == code_size::bits64) return false;
  if (flags & library::hf_uneven(c.segment)) return true;
  const bool protects = (flags & library::hf_pe) && !(flags & library::hf_vm);
  // Real mode's limit holds addresses of 16 bits by itself; code is never writable, nor always readable.
  return protects ? c.segment == library::cs : c.address_bits == 32;
}

}  // namespace

access_check::words access_check::packed() const {
  const auto low = static_cast<std::uint32_t>(displacement);
  const auto high = static_cast<std::uint32_t>(static_cast<std::uint64_t>(displacement) >> 32);
  return {segment | base << 3 | index << 8 | scale << 13 | address_bits / 32 << 15 |
              static_cast<std::uint32_t>(write) << 17 | static_cast<std::uint32_t>(repeated) << 18 |
              static_cast<std::uint32_t>(what) << 19 | (bytes - 1) << 23,
          low, has_register() ? other_register : high};
}

access_check access_check::from(words w) {
  access_check c;
  c.segment = w.first & 7;
  c.base = w.first >> 3 & 31;
  c.index = w.first >> 8 & 31;
  c.scale = w.first >> 13 & 3;
  constexpr unsigned bits[] = {16, 32, 64};
  c.address_bits = bits[w.first >> 15 & 3];
  c.write = w.first >> 17 & 1;
  c.repeated = w.first >> 18 & 1;
  c.what = static_cast<kind>(w.first >> 19 & 15);
  c.bytes = (w.first >> 23) + 1;
  if (c.has_register()) {
    c.other_register = w.third;
    c.displacement = static_cast<std::int32_t>(w.second);
  } else {
    c.displacement = static_cast<std::int64_t>(std::uint64_t{w.third} << 32 | w.second);
  }
  return c;
}

bool checks_few_segments(std::uint32_t flags) {
  constexpr std::uint32_t named = library::hf_uneven(library::fs) | library::hf_uneven(library::gs);
  if (flags & (library::hf_debug | (library::hf_all_uneven & ~named))) return false;
  const bool protects = (flags & library::hf_pe) && !(flags & library::hf_vm);
  return (flags & library::hf_cs64) || ((flags & library::hf_cs32) && protects);
}

void emit_checks(const translation& t, const disassembly& d, const decoded_code& code) {
  const std::uint32_t flags = d.tb->flags;
  const ZydisDecodedInstruction& i = code.instruction;
  const bool long_code = code.size == code_size::bits64;
  const bool protects = (flags & library::hf_pe) && !(flags & library::hf_vm);
  const std::uint64_t eip = d.pc_next - d.tb->cs_base;
  const std::uint32_t length = code.known ? i.length : 1;
  const std::uint64_t last = eip + length - 1;
  const bool limited = !long_code && (flags & library::hf_uneven(library::cs));
  const bool leaves_64k = !long_code && !(flags & library::hf_cs32) && last > real_limit;
  if (limited && !t.alone && d.num_insns == 1) {
    access_check block;
    block.what = access_check::kind::block;
    block.displacement = static_cast<std::int64_t>(eip | page_offset) + longest_instruction;
    emit(t, block);
  }
  if ((limited && t.alone) || leaves_64k || (flags & library::hf_debug)) {
    access_check start;
    start.what = access_check::kind::start;
    start.bytes = length;
    start.displacement = static_cast<std::int64_t>(eip);
    start.repeated = code.known && repeats(i);
    start.write = code.known && loads_stack_segment(code);
    emit(t, start);
  }
  if (!code.known || code.undefined) return;
  if (i.mnemonic == ZYDIS_MNEMONIC_ENTER) {
    access_check frame;
    frame.what = access_check::kind::probe;
    frame.segment = library::ss;
    frame.base = library::rsp;
    frame.address_bits = long_code ? 64 : flags & library::hf_ss32 ? 32 : 16;
    frame.write = true;
    frame.bytes = i.operand_width / 8;
    const std::uint64_t level = i.raw.imm[1].value.u & 31;
    frame.displacement = -static_cast<std::int64_t>(i.raw.imm[0].value.u + frame.bytes * (level + 1));
    emit(t, frame);
  }
  if (long_code && (i.mnemonic == ZYDIS_MNEMONIC_LGDT || i.mnemonic == ZYDIS_MNEMONIC_LIDT)) {
    access_check table = check_of(code, code.operands()[0], flags, eip + length);
    table.what = access_check::kind::table_register;
    emit(t, table);
  }
  const bool through_code = protects && (i.attributes & ZYDIS_ATTRIB_HAS_SEGMENT_CS);
  const bool far_in_real_mode = !protects && i.address_width == 32;
  if (t.alone || stores_late(i)) emit_probes(t, flags, code, eip + length);
  const bool any = (flags & (library::hf_debug | library::hf_all_uneven)) ||
                   (!long_code && (through_code || far_in_real_mode));
  if (!any || only_names(i)) return;
  const auto operands = code.operands();
  for (std::size_t n = 0; n < i.operand_count; ++n) {
    if (!is_access(operands[n])) continue;
    const access_check c = check_of_operand(code, operands[n], operands[1], flags, eip + length);
    if (wanted(c, flags, code.size)) emit(t, c);
  }
}

namespace {

// ENTER that links frames, of 32 bits, on a stack of 16-bit addresses.
void complete_enter(const translation& t, const disassembly& d, const ZydisDecodedInstruction& i) {
  const bool links = (i.raw.imm[1].value.u & 31) != 0;
  if (!links || i.operand_width != 32 || (d.tb->flags & library::hf_ss32)) return;
  access_check c;
  c.what = access_check::kind::frame;
  c.segment = library::ss;
  c.base = library::rsp;
  c.address_bits = 16;
  c.write = true;
  c.bytes = 2;
  c.displacement = static_cast<std::int64_t>(i.raw.imm[0].value.u + c.bytes);
  emit(t, c);
}

void complete_smsw(const translation& t, const decoded_code& code) {
  const auto all = code.operands();
  if (code.size == code_size::bits64 || all[0].type != ZYDIS_OPERAND_TYPE_REGISTER || all[0].size != 32)
    return;
  access_check c;
  c.what = access_check::kind::machine_status;
  c.base = number_of(all[0].reg.value);
  c.bytes = 4;
  emit(t, c);
}

}  // namespace

void emit_completion(const translation& t, const disassembly& d, const decoded_code& code) {
  if (!code.known || code.undefined) return;
  if (code.instruction.mnemonic == ZYDIS_MNEMONIC_ENTER) complete_enter(t, d, code.instruction);
  if (code.instruction.mnemonic == ZYDIS_MNEMONIC_SMSW) complete_smsw(t, code);
}

void emit_ins_check(const translation& t, const decoded_code& code) {
  access_check c;
  c.what = access_check::kind::ins;
  c.segment = library::es;
  c.base = library::rdi;
  c.address_bits = code.instruction.address_width;
  c.write = true;
  c.bytes = code.instruction.mnemonic == ZYDIS_MNEMONIC_INSB   ? 1
            : code.instruction.mnemonic == ZYDIS_MNEMONIC_INSW ? 2
                                                               : 4;
  emit(t, c);
}

}  // namespace trapline::engine
