#include "models/processor/engine/control_registers.h"

#include <array>
#include <cstddef>
#include <cstring>

namespace trapline::engine {

namespace {

constexpr std::uint64_t pe = 1, nw = 1u << 29, cd = 1u << 30, pg = 1u << 31,
                        high = ~std::uint64_t{0xffff'ffff};
constexpr std::uint64_t efer_lme = 0x100, cr4_pae = 0x20;

bool is_long_code(const core_state& core) { return core.env->hflags & library::hf_cs64; }

bool pointers_are_valid(const core_state& core, std::uint64_t cr3) {
  constexpr std::uint64_t present = 1, fixed = 0x1e6;
  const std::uint64_t at = (cr3 & 0xffff'ffe0) & static_cast<std::uint64_t>(std::int64_t{core.env->a20_mask});
  const memory_piece* piece = core.memory.piece_at(at);
  if (!piece) return true;
  std::array<std::uint64_t, 4> pointers;
  std::memcpy(pointers.data(), piece->host + (at - piece->address), sizeof pointers);
  for (const std::uint64_t p : pointers)
    if ((p & present) && (p & (fixed | ~core.description.physical_mask()))) return false;
  return true;
}

/// PAE reads its four directory pointers when they begin to count.
bool loads_valid_pointers(const core_state& core, std::uint64_t cr0, std::uint64_t cr3, std::uint64_t cr4) {
  const bool pae = (cr0 & pg) && (cr4 & cr4_pae) && !(core.env->efer & efer_lme);
  return !pae || pointers_are_valid(core, cr3);
}

bool may_write_cr0(const core_state& core, std::uint64_t value) {
  const library::cpu_env& env = *core.env;
  if ((value & high) || ((value & pg) && !(value & pe)) || ((value & nw) && !(value & cd))) return false;
  const bool turns_on = (value & pg) && !(env.cr[0] & pg);
  if (turns_on && (env.efer & efer_lme) && (!(env.cr[4] & cr4_pae) || is_long_code(core))) return false;
  if (!(value & pg) && is_long_code(core)) return false;
  return !turns_on || loads_valid_pointers(core, value, env.cr[3], env.cr[4]);
}

/// CR4's bits are there with the features that they turn on.
std::uint64_t cr4_bits(const cpu_description& d) {
  struct feature {
    unsigned in_edx;
    std::uint64_t bits;
  };
  constexpr feature features[] = {{1, 0x3},  {2, 0x8},   {3, 0x10},   {4, 0x4},   {6, 0x20},
                                  {7, 0x40}, {13, 0x80}, {24, 0x200}, {25, 0x400}};
  std::uint64_t all = 0x100;  // RDPMC at any level: since the Pentium with MMX
  for (const feature& f : features)
    if (d.features_edx >> f.in_edx & 1) all |= f.bits;
  return all;
}

bool may_write_cr4(const core_state& core, std::uint64_t value) {
  const library::cpu_env& env = *core.env;
  if (value & ~cr4_bits(core.description)) return false;
  if (env.in_long_mode() && !(value & cr4_pae)) return false;
  constexpr std::uint64_t counts = 0xb0;  // PSE, PAE, PGE
  return ((value ^ env.cr[4]) & counts) == 0 || loads_valid_pointers(core, env.cr[0], env.cr[3], value);
}

bool may_write_cr3(const core_state& core, std::uint64_t value) {
  if (core.env->in_long_mode()) return (value & ~core.description.physical_mask()) == 0;
  return loads_valid_pointers(core, core.env->cr[0], value, core.env->cr[4]);
}

}  // namespace

bool may_write_control_register(const core_state& core, int which, std::uint64_t value) {
  constexpr std::uint64_t priorities = 0xf;
  switch (which) {
    case 2:
      return true;
    case 0:
      return may_write_cr0(core, value);
    case 3:
      return may_write_cr3(core, value);
    case 4:
      return may_write_cr4(core, value);
    default:
      return (value & ~priorities) == 0;
  }
}

}  // namespace trapline::engine
