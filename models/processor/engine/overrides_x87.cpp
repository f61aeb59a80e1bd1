/// The x87, MMX's entry to it, FXSAVE and FXRSTOR, on the floating-point unit of fpu/. All of the x87's
/// instructions come by three calls: see x87_site.h. Intel SDM volume 1, 8.7 and appendix D.
#include "models/processor/engine/core_state.h"
#include "models/processor/engine/device_access.h"
#include "models/processor/engine/fpu/x87_instruction.h"
#include "models/processor/engine/guest_bytes.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"
#include "models/processor/engine/translation.h"

using trapline::engine::core_state;
using trapline::engine::guest_bytes;
using trapline::engine::mmx_use;
using trapline::engine::now_translating;
using trapline::engine::page_access;
using trapline::engine::translation;
using trapline::engine::x87_site;
using namespace trapline::engine::library;
namespace fpu = trapline::fpu;

namespace {

constexpr int vector_mf = 16;
constexpr std::uint64_t cr0_ne = 0x20;
enum : unsigned { rax };
/// By opcode.
const fpu::x87_instruction* const instructions = &fpu::x87_instruction_of(0);
enum : unsigned { cs = 1 };

/// An error that waits is met by an instruction, which `waits` for it or ends it.
[[gnu::noinline]] void meet_error(core_state& core, bool waits, std::uintptr_t caller) {
  if (core.env->cr[0] & cr0_ne) {
    if (waits) raise_exception_err_ra_x86_64(core.env, vector_mf, 0, caller);
    return;
  }
  if (waits && !core.ignore_errors) core.assert_float_error(caller);
  // What it does about the error shows at the pin, at its instant.
  if (core.float_error) trapline::engine::begin_alone(core, caller);
}

/// Around an instruction of the x87's.
class error_watch {
 public:
  error_watch(cpu_env* env, bool waits, std::uintptr_t caller)
      : env_{env}, pending_{core_state::x87_of(env).error()} {
    if (pending_) [[unlikely]]
      meet_error(core_state::of_env(env), waits, caller);
  }
  void finish() const {
    if (pending_) [[unlikely]]
      core_state::of_env(env_).settle_float_error();
  }

 private:
  cpu_env* env_;
  bool pending_;
};

inline void keep_pointers(cpu_env* env, const x87_site& site) {
  fpu::x87_pointers& p = core_state::x87_of(env).pointers();
  p.instruction = site.instruction;
  p.opcode = site.opcode;
  p.code_segment = static_cast<std::uint16_t>(env->segs[cs].selector);
}

inline void keep_operand(cpu_env* env, const x87_site& site, std::uint64_t linear) {
  const segment& s = env->segs[site.segment];
  fpu::x87_pointers& p = core_state::x87_of(env).pointers();
  const std::uint64_t offset = linear - s.base;
  p.operand = site.address_bytes == 8 ? offset : offset & (site.address_bytes == 4 ? 0xffff'ffffu : 0xffffu);
  p.data_segment = static_cast<std::uint16_t>(s.selector);
}

void on_memory(cpu_env* env, std::uint64_t linear, bool wide, std::uintptr_t caller) {
  const x87_site site = core_state::site_of(env);
  fpu::x87_unit& x87 = core_state::x87_of(env);
  const fpu::x87_instruction& how = instructions[site.opcode];
  const error_watch watch{env, how.waits, caller};
  fpu::x87_operation o{how};
  if (how.memory >= fpu::operand::environment) {
    o.format = {wide, (env->hflags & hf_pe) && !(env->eflags & flag_vm)};
  }
  const guest_bytes memory{env, caller};
  const std::span operand{o.bytes.data(), fpu::operand_bytes(how.memory, o.format)};
  if (how.memory >= fpu::operand::environment) {
    memory.look_at_state(linear, operand.size(), o.format.wide ? 4 : 2,
                         how.stores ? page_access::write : page_access::read);
  }
  if (!how.stores) memory.load(linear, operand);
  how.run(x87, o);
  if (o.writes) memory.store(linear, operand);
  if (how.finish) how.finish(x87, o);
  watch.finish();
  if (how.control) return;
  keep_pointers(env, site);
  keep_operand(env, site, linear);
}

void on_registers(cpu_env* env, std::uintptr_t caller) {
  const x87_site site = core_state::site_of(env);
  fpu::x87_unit& x87 = core_state::x87_of(env);
  const fpu::x87_instruction& how = instructions[site.opcode];
  const error_watch watch{env, how.waits, caller};
  fpu::x87_operation o{how};
  o.i = site.opcode & 7;
  how.run(x87, o);
  watch.finish();
  if (!how.control) keep_pointers(env, site);
  if (how.memory == fpu::operand::accumulator) {
    std::uint64_t& a = env->regs[rax];
    a = (a & ~std::uint64_t{0xffff}) | o.bytes[0] | o.bytes[1] << 8;
  }
}

// The library takes the flags for set in cc_src afterwards.
void on_flags(cpu_env* env, std::uintptr_t caller) {
  const x87_site site = core_state::site_of(env);
  const fpu::x87_instruction& how = instructions[site.opcode];
  const error_watch watch{env, true, caller};
  fpu::x87_operation o{how};
  o.i = site.opcode & 7;
  o.eflags = cpu_cc_compute_all_x86_64(env, static_cast<int>(env->cc_op));
  how.run(core_state::x87_of(env), o);
  env->cc_src = o.eflags;
  keep_pointers(env, site);
}

inline std::uintptr_t address(void* p) { return reinterpret_cast<std::uintptr_t>(p); }

}  // namespace

extern "C" {
void helper_fstenv_x86_64(cpu_env*, std::uint64_t linear, int wide);
void helper_fxtract_x86_64(cpu_env*);
// NOLINTBEGIN(readability-identifier-naming): the library's names
void helper_fmov_FT0_STN_x86_64(cpu_env*, int);
void helper_fcomi_ST0_FT0_x86_64(cpu_env*);
// NOLINTEND(readability-identifier-naming)
void helper_fwait_x86_64(cpu_env*);
void helper_enter_mmx_x86_64(cpu_env*);
void helper_emms_x86_64(cpu_env*);

void helper_fstenv_x86_64(cpu_env* env, std::uint64_t linear, int wide) {
  on_memory(env, linear, wide != 0, address(__builtin_return_address(0)));
}

void helper_fxtract_x86_64(cpu_env* env) { on_registers(env, address(__builtin_return_address(0))); }

// In front of the next: nothing to be done.
void helper_fmov_FT0_STN_x86_64(cpu_env*, int) {}
void helper_fcomi_ST0_FT0_x86_64(cpu_env* env) { on_flags(env, address(__builtin_return_address(0))); }

void helper_fwait_x86_64(cpu_env* env) {
  const error_watch watch{env, true, address(__builtin_return_address(0))};
}

// In front of an instruction of MMX: see mmx_translation.h.
void helper_enter_mmx_x86_64(cpu_env* env) {
  const error_watch watch{env, true, address(__builtin_return_address(0))};
}

// CVTPI2PS and CVTPI2PD from memory have nothing to do with the x87: they do not ask it.
void tcg_gen_callN_x86_64(void* ctx, const void* function, void* result, int count, void** arguments) {
  static const auto real = original(&tcg_gen_callN_x86_64, "tcg_gen_callN_x86_64");
  const translation& t = now_translating;
  const bool enters = t.core && function == reinterpret_cast<const void*>(&helper_enter_mmx_x86_64);
  if (enters && t.mmx == mmx_use::none) return;
  real(ctx, function, result, count, arguments);
  if (enters && t.mmx < mmx_use::load) trapline::engine::emit_mmx_entry(t);
}

void helper_emms_x86_64(cpu_env* env) {
  const error_watch watch{env, true, address(__builtin_return_address(0))};
  core_state::x87_of(env).leave_mmx();
}
}

namespace trapline::engine {

std::span<const replacement> x87_replacements() {
  static const replacement all[] = {
      {"helper_fstenv_x86_64", reinterpret_cast<const void*>(&helper_fstenv_x86_64)},
      {"helper_fxtract_x86_64", reinterpret_cast<const void*>(&helper_fxtract_x86_64)},
      {"helper_fmov_FT0_STN_x86_64", reinterpret_cast<const void*>(&helper_fmov_FT0_STN_x86_64)},
      {"helper_fcomi_ST0_FT0_x86_64", reinterpret_cast<const void*>(&helper_fcomi_ST0_FT0_x86_64)},
      {"helper_fwait_x86_64", reinterpret_cast<const void*>(&helper_fwait_x86_64)},
      {"helper_enter_mmx_x86_64", reinterpret_cast<const void*>(&helper_enter_mmx_x86_64)},
      {"tcg_gen_callN_x86_64", reinterpret_cast<const void*>(&tcg_gen_callN_x86_64)},
      {"helper_emms_x86_64", reinterpret_cast<const void*>(&helper_emms_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
