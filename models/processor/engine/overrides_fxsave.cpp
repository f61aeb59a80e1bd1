/// FXSAVE, FXRSTOR and LDMXCSR. Intel SDM volume 1, 10.5 and 11.6.6; volume 2.
#include <algorithm>
#include <array>
#include <cstring>

#include "models/processor/engine/core_state.h"
#include "models/processor/engine/fpu/x87_image.h"
#include "models/processor/engine/guest_bytes.h"
#include "models/processor/engine/library.h"
#include "models/processor/engine/overrides.h"

using trapline::engine::core_state;
using trapline::engine::guest_bytes;
using trapline::engine::page_access;
using namespace trapline::engine::library;
namespace fpu = trapline::fpu;

namespace {

constexpr int vector_gp = 13;
constexpr std::uint64_t cr4_osfxsr = 0x200;
constexpr std::uint64_t alignment = 16;
constexpr std::size_t x87_bytes = 160, mxcsr_at = 24, xmm_bytes = 16, area_bytes = 512;
/// DAZ is there.
constexpr std::uint32_t mxcsr_mask = 0xffff;

using image = std::array<std::uint8_t, x87_bytes + 16 * xmm_bytes>;

bool has_vectors(const cpu_env& env) { return env.cr[4] & cr4_osfxsr; }

std::size_t image_bytes(const cpu_env& env) {
  return x87_bytes + (!has_vectors(env) ? 0 : env.hflags & hf_cs64 ? 16 : 8) * xmm_bytes;
}

void check_alignment(cpu_env* env, std::uint64_t linear, std::uintptr_t caller) {
  if (linear % alignment) raise_exception_err_ra_x86_64(env, vector_gp, 0, caller);
}

void check_mxcsr(cpu_env* env, std::uint32_t value, std::uintptr_t caller) {
  if (value & ~mxcsr_mask) raise_exception_err_ra_x86_64(env, vector_gp, 0, caller);
}

}  // namespace

extern "C" {
void helper_fxsave_x86_64(cpu_env*, std::uint64_t linear);
void helper_fxrstor_x86_64(cpu_env*, std::uint64_t linear);
void helper_ldmxcsr_x86_64(cpu_env*, std::uint32_t value);

void helper_fxsave_x86_64(cpu_env* env, std::uint64_t linear) {
  const auto caller = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  check_alignment(env, linear, caller);
  const guest_bytes memory{env, caller};
  memory.look_at_state(linear, area_bytes, alignment, page_access::write);
  const core_state& core = core_state::of_env(env);
  image bytes{};
  fpu::put_extended_image(core.x87(), core.site().rex_w, bytes);
  std::memcpy(bytes.data() + mxcsr_at, core.mxcsr, sizeof *core.mxcsr);
  std::memcpy(bytes.data() + mxcsr_at + sizeof mxcsr_mask, &mxcsr_mask, sizeof mxcsr_mask);
  const std::size_t size = image_bytes(*env);
  for (std::size_t at = x87_bytes, i = 0; at < size; at += xmm_bytes, ++i)
    std::memcpy(bytes.data() + at, core.xmm(i), xmm_bytes);
  memory.store(linear, std::span{bytes}.first(size));
}

void helper_fxrstor_x86_64(cpu_env* env, std::uint64_t linear) {
  const auto caller = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  check_alignment(env, linear, caller);
  const guest_bytes memory{env, caller};
  memory.look_at_state(linear, area_bytes, alignment, page_access::read);
  core_state& core = core_state::of_env(env);
  image bytes;
  const std::size_t size = image_bytes(*env);
  memory.load(linear, std::span{bytes}.first(size));
  if (has_vectors(*env)) {
    std::uint32_t mxcsr = 0;
    std::memcpy(&mxcsr, bytes.data() + mxcsr_at, sizeof mxcsr);
    check_mxcsr(env, mxcsr, caller);
    *core.mxcsr = mxcsr;
  }
  fpu::load_extended_image(core.x87(), core.site().rex_w, bytes);
  for (std::size_t at = x87_bytes, i = 0; at < size; at += xmm_bytes, ++i)
    std::memcpy(core.xmm(i), bytes.data() + at, xmm_bytes);
  core.settle_float_error();
}

void helper_ldmxcsr_x86_64(cpu_env* env, std::uint32_t value) {
  static const auto real = original(&helper_ldmxcsr_x86_64, "helper_ldmxcsr_x86_64");
  check_mxcsr(env, value, reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)));
  real(env, value);
}
}

namespace trapline::engine {

std::span<const replacement> fxsave_replacements() {
  static const replacement all[] = {
      {"helper_fxsave_x86_64", reinterpret_cast<const void*>(&helper_fxsave_x86_64)},
      {"helper_fxrstor_x86_64", reinterpret_cast<const void*>(&helper_fxrstor_x86_64)},
      {"helper_ldmxcsr_x86_64", reinterpret_cast<const void*>(&helper_ldmxcsr_x86_64)},
  };
  return all;
}

}  // namespace trapline::engine
