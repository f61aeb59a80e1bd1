#include "models/processor/engine/noncanonical.h"

#include <cstring>
#include <optional>
#include <utility>

#include "models/processor/engine/canonical.h"
#include "models/processor/engine/page_walk.h"

namespace trapline::engine {

namespace {

constexpr int vector_ss = 12, vector_gp = 13;
constexpr std::uint64_t stack_bytes = 8;

decoded_code instruction_at(core_state& core, std::uint64_t eip) {
  return decode(*core.env, eip, code_size::bits64, core.description);
}

std::uint64_t register_value(const library::cpu_env& env, ZydisRegister r, std::uint64_t next_eip) {
  if (r == ZYDIS_REGISTER_NONE) return 0;
  if (r == ZYDIS_REGISTER_RIP || r == ZYDIS_REGISTER_EIP) return next_eip;
  const ZyanI8 id = ZydisRegisterGetId(r);
  return id < 0 ? 0 : env.regs[id & 15];
}

std::uint64_t address_of(const library::cpu_env& env, const decoded_code& code, const ZydisDecodedOperand& o,
                         std::uint64_t next_eip) {
  const auto& m = o.mem;
  std::uint64_t at = register_value(env, m.base, next_eip) + register_value(env, m.index, next_eip) * m.scale;
  if (m.disp.has_displacement) at += static_cast<std::uint64_t>(m.disp.value);
  const bool pushes =
      o.visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN && (o.actions & ZYDIS_OPERAND_ACTION_MASK_WRITE);
  if (pushes) at -= o.size / 8;
  if (code.instruction.address_width == 32) at &= 0xffff'ffff;
  if (m.segment == ZYDIS_REGISTER_FS) at += env.segs[library::fs].base;
  if (m.segment == ZYDIS_REGISTER_GS) at += env.segs[library::gs].base;
  return at;
}

bool is_data(const ZydisDecodedOperand& o) {
  return o.type == ZYDIS_OPERAND_TYPE_MEMORY && o.mem.type == ZYDIS_MEMOP_TYPE_MEM;
}

bool is_frame(ZydisMnemonic m) { return m == ZYDIS_MNEMONIC_ENTER || m == ZYDIS_MNEMONIC_LEAVE; }

std::optional<std::uint64_t> read(const core_state& core, std::uint64_t linear) {
  const auto at = translate_linear(core, linear, false);
  const memory_piece* piece = at ? core.memory.piece_at(*at) : nullptr;
  if (!piece || *at - piece->address + stack_bytes > piece->bytes) return std::nullopt;
  std::uint64_t value = 0;
  std::memcpy(&value, piece->host + (*at - piece->address), sizeof value);
  return value;
}

/// Where a branch goes, by the registers in front of it.
std::optional<std::uint64_t> target_of(const core_state& core, const decoded_code& code, std::uint64_t next) {
  if (code.instruction.mnemonic == ZYDIS_MNEMONIC_RET) return read(core, core.env->regs[library::rsp]);
  const auto all = code.operands();
  const ZydisDecodedOperand& to = all[0];
  if (to.type == ZYDIS_OPERAND_TYPE_REGISTER) return register_value(*core.env, to.reg.value, next);
  return read(core, address_of(*core.env, code, to, next));
}

// How much it has added to RSP.
std::uint64_t popped(const ZydisDecodedInstruction& i) {
  if (i.mnemonic == ZYDIS_MNEMONIC_CALL) return -stack_bytes;
  if (i.mnemonic == ZYDIS_MNEMONIC_RET) return stack_bytes + i.raw.imm[0].value.u;
  return 0;
}

}  // namespace

bool branches_to_computed(const decoded_code& code) {
  if (!code.known || code.undefined || code.size != code_size::bits64) return false;
  const ZydisDecodedInstruction& i = code.instruction;
  if (i.meta.branch_type != ZYDIS_BRANCH_TYPE_NEAR) return false;
  if (i.mnemonic == ZYDIS_MNEMONIC_RET) return true;
  return (i.mnemonic == ZYDIS_MNEMONIC_JMP || i.mnemonic == ZYDIS_MNEMONIC_CALL) && i.opcode == 0xff;
}

int noncanonical_fault(core_state& core, bool write, std::uintptr_t caller) {
  const std::uintptr_t from = core.called_from ? core.called_from : caller;
  if (!from) return write ? vector_ss : vector_gp;
  core.find_flags(from);
  const std::uint64_t eip = core.env->eip;
  const decoded_code code = instruction_at(core, eip);
  if (!code.known) return vector_gp;
  if (is_frame(code.instruction.mnemonic)) return vector_ss;
  const auto all = code.operands();
  for (std::size_t n = 0; n < code.instruction.operand_count; ++n) {
    const ZydisDecodedOperand& o = all[n];
    if (!is_data(o) || o.mem.segment != ZYDIS_REGISTER_SS) continue;
    const std::uint64_t first = address_of(*core.env, code, o, eip + code.instruction.length);
    if (!is_canonical(first) || !is_canonical(first + o.size / 8 - 1)) return vector_ss;
  }
  return vector_gp;
}

void emit_branch_site(const translation& t, const decoded_code& code, std::uint64_t eip) {
  if (!branches_to_computed(code)) return;
  emit_store(t, static_cast<std::ptrdiff_t>(core_state::branch_offset()) - core_state::env_offset(), eip);
}

void undo_branch(core_state& core) {
  library::cpu_env& env = *core.env;
  const std::uint64_t eip = std::exchange(core.branch_at(), 0);
  if (!(env.hflags & library::hf_cs64) || !is_canonical(eip) || !translate_linear(core, eip, false)) return;
  const decoded_code code = instruction_at(core, eip);
  if (!branches_to_computed(code)) return;
  const std::uint64_t behind = env.regs[library::rsp];
  env.regs[library::rsp] = behind - popped(code.instruction);
  // Something else may have led to RIP since then. What a device told is not read again.
  if (target_of(core, code, eip + code.instruction.length).value_or(env.eip) == env.eip) {
    env.eip = eip;
  } else {
    env.regs[library::rsp] = behind;
  }
}

}  // namespace trapline::engine
