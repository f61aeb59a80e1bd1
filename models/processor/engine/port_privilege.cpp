#include "models/processor/engine/port_privilege.h"

namespace trapline::engine {

namespace {

constexpr int vector_gp = 13;
constexpr std::uint64_t tss_bitmap_offset = 0x66;
constexpr std::uint32_t smallest_tss_limit = 0x67;
constexpr std::uint32_t descriptor_present = 1u << 15;
constexpr int mmu_kernel = 2;  // supervisor access that SMAP does not touch

bool permitted_by_bitmap(library::cpu_env& env, std::uint32_t port, unsigned width, std::uintptr_t caller) {
  const library::segment& tss = env.tr;
  const std::uint32_t type = (tss.flags >> 8) & 0xf;
  if (!(tss.flags & descriptor_present) || (type != 9 && type != 11) || tss.limit < smallest_tss_limit)
    return false;
  const std::uint32_t at =
      cpu_lduw_mmuidx_ra_x86_64(&env, tss.base + tss_bitmap_offset, mmu_kernel, caller) + (port >> 3);
  if (at + 1 > tss.limit) return false;
  const std::uint32_t bits = cpu_lduw_mmuidx_ra_x86_64(&env, tss.base + at, mmu_kernel, caller) >> (port & 7);
  return (bits & ((1u << width) - 1)) == 0;
}

}  // namespace

void check_port_privilege(library::cpu_env& env, std::uint64_t wide_port, unsigned width,
                          std::uintptr_t caller) {
  if (!(env.hflags & library::hf_pe)) return;
  const unsigned iopl = (env.eflags >> 12) & 3;
  if ((env.hflags & library::hf_cpl) <= iopl && !(env.eflags & library::flag_vm)) return;
  if (!permitted_by_bitmap(env, static_cast<std::uint32_t>(wide_port), width, caller))
    raise_exception_err_ra_x86_64(&env, vector_gp, 0, caller);
}

}  // namespace trapline::engine
