/// The checks that translated code calls: see access_checks.h. They go by the name of a helper that only a
/// guest under SVM would reach, which no described processor has.
#include <algorithm>
#include <array>
#include <bit>
#include <utility>

#include "models/processor/engine/access_checks.h"
#include "models/processor/engine/canonical.h"
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/debug_registers.h"
#include "models/processor/engine/guest_bytes.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/port_privilege.h"
#include "models/processor/engine/segments.h"

using trapline::engine::access_check;
using trapline::engine::breakpoint_kind;
using trapline::engine::breakpoints_met;
using trapline::engine::core_state;
using namespace trapline::engine::library;
namespace dr6 = trapline::engine::dr6;

extern "C" void* probe_access_x86_64(cpu_env*, std::uint64_t linear, int bytes, int access, int mmu,
                                     std::uintptr_t return_address);

namespace {

constexpr int vector_db = 1, vector_gp = 13;
constexpr std::uint64_t page_bytes = 4096;

std::uint64_t ones(unsigned bits) { return bits == 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1; }

std::int64_t signed_register(const cpu_env& env, unsigned number, std::uint32_t bytes) {
  const unsigned unused = 64 - 8 * bytes;
  return static_cast<std::int64_t>(env.regs[number] << unused) >> unused;
}

std::uint64_t offset_of(const cpu_env& env, const access_check& c) {
  auto offset = static_cast<std::uint64_t>(c.displacement);
  if (c.base != access_check::no_register) offset += env.regs[c.base];
  if (c.index != access_check::no_register) offset += env.regs[c.index] << c.scale;
  if (c.what == access_check::kind::table) offset += env.regs[rax] & 0xff;
  if (c.what == access_check::kind::bit_string && c.other_register != access_check::no_register) {
    const auto elements = signed_register(env, c.other_register, c.bytes) >> std::countr_zero(8 * c.bytes);
    offset += static_cast<std::uint64_t>(elements * static_cast<std::int64_t>(c.bytes));
  }
  return offset & ones(c.address_bits);
}

std::uint64_t linear_of(const cpu_env& env, const access_check& c, std::uint64_t offset) {
  const bool has_base = !(env.hflags & hf_cs64) || c.segment == fs || c.segment == gs;
  return (offset + (has_base ? env.segs[c.segment].base : 0)) & env.linear_mask();
}

void check_segment(cpu_env& env, const access_check& c, std::uint64_t offset, std::uintptr_t caller) {
  if (env.hflags & hf_cs64) return;
  if (!trapline::engine::segment_allows(env, c.segment, offset, c.bytes, c.write))
    raise_exception_err_ra_x86_64(&env, trapline::engine::segment_fault(c.segment), 0, caller);
}

void check_start(cpu_env& env, const access_check& c, std::uintptr_t caller) {
  const auto eip = static_cast<std::uint64_t>(c.displacement);
  if (env.hflags & hf_debug) {
    core_state& core = core_state::of_env(&env);
    const std::uint64_t linear = (env.segs[cs].base + eip) & env.linear_mask();
    const bool goes_on = core.repeating == linear;
    core.repeating = c.repeated ? linear : ~std::uint64_t{0};
    const bool resumed = env.eflags & flag_rf;
    env.eflags &= ~flag_rf;
    const bool held_off = std::exchange(core.stack_loaded, c.write) && (env.hflags & hf_inhibit_irq);
    if (const unsigned met = resumed || goes_on || held_off
                                 ? 0
                                 : breakpoints_met(core, breakpoint_kind::execution, linear, 1)) {
      core.repeating = ~std::uint64_t{0};
      core.dr[6] = (core.dr[6] & ~dr6::met) | met;
      raise_exception_err_ra_x86_64(&env, vector_db, 0, caller);
    }
  }
  if (!(env.hflags & hf_cs64) && eip + c.bytes - 1 > env.segs[cs].limit)
    raise_exception_err_ra_x86_64(&env, vector_gp, 0, caller);
}

// Its instructions are looked at one by one where the segment may end among them.
void check_block(cpu_env& env, const access_check& c, std::uintptr_t caller) {
  if (static_cast<std::uint64_t>(c.displacement) > env.segs[cs].limit)
    core_state::of_env(&env).restart_alone(caller);
}

// A string instruction that repeats no more.
bool counts_nothing(const cpu_env& env, const access_check& c) {
  return c.repeated && (env.regs[rcx] & ones(c.address_bits)) == 0;
}

void check_memory(cpu_env& env, const access_check& c, std::uintptr_t caller) {
  if (counts_nothing(env, c)) return;
  const std::uint64_t offset = offset_of(env, c);
  check_segment(env, c, offset, caller);
  if (!(env.hflags & hf_debug)) return;
  core_state& core = core_state::of_env(&env);
  core.trap_after(breakpoints_met(core, c.write ? breakpoint_kind::write : breakpoint_kind::access,
                                  linear_of(env, c, offset), c.bytes));
}

// ARPL, which has nothing to write where the selector's RPL is not below the register's.
void check_adjustment(cpu_env& env, access_check c, std::uintptr_t caller) {
  constexpr unsigned rpl = 3;
  const std::uint64_t offset = offset_of(env, c);
  c.write = false;
  check_segment(env, c, offset, caller);
  std::array<std::uint8_t, 2> selector;
  trapline::engine::guest_bytes{&env, caller}.load(linear_of(env, c, offset), selector);
  c.write = (selector[0] & rpl) < (env.regs[c.other_register] & rpl);
  check_memory(env, c, caller);
}

// ENTER pushes all of ESP, of which a stack of 16-bit addresses changes the low half only.
void complete_frame(cpu_env& env, const access_check& c, std::uintptr_t caller) {
  const std::uint64_t upper = env.regs[rsp] >> 16;
  const std::array bytes{static_cast<std::uint8_t>(upper), static_cast<std::uint8_t>(upper >> 8)};
  trapline::engine::guest_bytes{&env, caller}.store(linear_of(env, c, offset_of(env, c)), bytes);
}

// Its limit is in front of it.
void check_table_register(cpu_env& env, const access_check& c, std::uintptr_t caller) {
  if (env.hflags & hf_cpl) return;
  constexpr std::uint64_t limit_bytes = 2;
  std::array<std::uint8_t, 8> bytes;
  trapline::engine::guest_bytes{&env, caller}.load(linear_of(env, c, offset_of(env, c)) + limit_bytes, bytes);
  if (!trapline::engine::is_canonical(std::bit_cast<std::uint64_t>(bytes)))
    raise_exception_err_ra_x86_64(&env, vector_gp, 0, caller);
}

// The manual leaves the upper half open; processors fill it. The library does in 64-bit code only.
void complete_machine_status(cpu_env& env, const access_check& c) {
  env.regs[c.base] = static_cast<std::uint32_t>(env.cr[0]);
}

// Faults if these bytes cannot be accessed; accesses nothing.
void probe(cpu_env& env, std::uint64_t linear, std::uint32_t bytes, bool write, std::uintptr_t caller) {
  const int mmu = data_mmu(env);
  const std::uint64_t first = std::min<std::uint64_t>(bytes, page_bytes - linear % page_bytes);
  // Of no bytes, or the library would take it for a store to code.
  probe_access_x86_64(&env, linear, 0, write, mmu, caller);
  if (first < bytes) probe_access_x86_64(&env, (linear + first) & env.linear_mask(), 0, write, mmu, caller);
}

void check_ins(cpu_env& env, const access_check& c, std::uintptr_t caller) {
  trapline::engine::check_port_privilege(env, env.regs[rdx] & 0xffff, c.bytes, caller);
  const std::uint64_t offset = offset_of(env, c);
  check_segment(env, c, offset, caller);
  probe(env, linear_of(env, c, offset), c.bytes, true, caller);
}

void check_probe(cpu_env& env, const access_check& c, std::uintptr_t caller) {
  if (counts_nothing(env, c)) return;
  const std::uint64_t offset = offset_of(env, c);
  if (env.hflags & hf_uneven(c.segment)) check_segment(env, c, offset, caller);
  if (c.what == access_check::kind::aligned_probe && linear_of(env, c, offset) % 16 != 0)
    raise_exception_err_ra_x86_64(&env, vector_gp, 0, caller);
  probe(env, linear_of(env, c, offset), c.bytes, c.write, caller);
}

}  // namespace

extern "C" void helper_svm_check_io_x86_64(cpu_env* env, std::uint32_t first, std::uint32_t second,
                                           std::uint32_t third) {
  const access_check c = access_check::from({first, second, third});
  const auto caller = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  switch (c.what) {
    case access_check::kind::block:
      return check_block(*env, c, caller);
    case access_check::kind::start:
      return check_start(*env, c, caller);
    case access_check::kind::ins:
      return check_ins(*env, c, caller);
    case access_check::kind::probe:
    case access_check::kind::aligned_probe:
      return check_probe(*env, c, caller);
    case access_check::kind::adjustment:
      return check_adjustment(*env, c, caller);
    case access_check::kind::table_register:
      return check_table_register(*env, c, caller);
    case access_check::kind::machine_status:
      return complete_machine_status(*env, c);
    case access_check::kind::frame:
      return complete_frame(*env, c, caller);
    default:
      return check_memory(*env, c, caller);
  }
}

namespace trapline::engine {

std::span<const replacement> check_replacements() {
  static const replacement all[] = {
      {"helper_svm_check_io_x86_64", reinterpret_cast<const void*>(&helper_svm_check_io_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
