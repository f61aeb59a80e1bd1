#include "models/processor/engine/model_specific_registers.h"

#include <algorithm>
#include <iterator>

#include "models/processor/engine/canonical.h"

namespace trapline::engine {

namespace {

enum class values : std::uint8_t {
  any,
  none,
  canonical,
  memory_type,
  memory_types,
  mtrr_base,
  mtrr_default,
  apic_base,
  machine_check_bank,
  efer
};
enum class needs : std::uint8_t {
  nothing,
  mtrr,
  pat,
  machine_check,
  sysenter,
  syscall,
  long_mode,
  rdtscp,
  netburst,
  apic
};

struct range {
  std::uint32_t first, last;
  msr_kind kind;
  values may_be;
  needs feature;
};

constexpr range registers[] = {
    {0x0, 0x1, msr_kind::constant_zero, values::any, needs::machine_check},  // P5_MC_ADDR, P5_MC_TYPE
    {0x10, 0x10, msr_kind::time_stamp, values::any, needs::nothing},
    {0x17, 0x17, msr_kind::constant_zero, values::none, needs::nothing},  // PLATFORM_ID
    {0x1b, 0x1b, msr_kind::local_apic_base, values::apic_base, needs::apic},
    {0x2a, 0x2c, msr_kind::constant_zero, values::none, needs::netburst},  // EBC_*: strapping, frequency
    {0x79, 0x79, msr_kind::write_only, values::any, needs::nothing},       // BIOS_UPDT_TRIG
    {0x8b, 0x8b, msr_kind::known, values::any, needs::nothing},            // BIOS_SIGN_ID
    {0xfe, 0xfe, msr_kind::known, values::none, needs::mtrr},              // MTRRCAP
    {0x174, 0x174, msr_kind::known, values::any, needs::sysenter},
    {0x175, 0x176, msr_kind::known, values::canonical, needs::sysenter},
    {0x179, 0x179, msr_kind::known, values::none, needs::machine_check},  // MCG_CAP
    {0x17a, 0x17b, msr_kind::known, values::any, needs::machine_check},
    {0x1a0, 0x1a0, msr_kind::known, values::any, needs::nothing},            // MISC_ENABLE
    {0x1d7, 0x1d8, msr_kind::constant_zero, values::none, needs::netburst},  // LER_FROM_LIP, LER_TO_LIP
    {0x1d9, 0x1d9, msr_kind::kept, values::any, needs::nothing},             // DEBUGCTL
    {0x1da, 0x1da, msr_kind::constant_zero, values::none, needs::netburst},  // LASTBRANCH_TOS
    {0x200, 0x20f, msr_kind::known, values::mtrr_base, needs::mtrr},  // the even ones; see may_write_msr
    {0x250, 0x250, msr_kind::known, values::memory_types, needs::mtrr},
    {0x258, 0x259, msr_kind::known, values::memory_types, needs::mtrr},
    {0x268, 0x26f, msr_kind::known, values::memory_types, needs::mtrr},
    {0x277, 0x277, msr_kind::known, values::memory_type, needs::pat},
    {0x2ff, 0x2ff, msr_kind::known, values::mtrr_default, needs::mtrr},
    {0x300, 0x311, msr_kind::kept, values::any, needs::netburst},  // counters
    {0x360, 0x371, msr_kind::kept, values::any, needs::netburst},  // CCCRs
    {0x3a0, 0x3e1, msr_kind::kept, values::any, needs::netburst},  // ESCRs
    {0x3f0, 0x3f2, msr_kind::kept, values::any, needs::netburst},  // TC_PRECISE_EVENT, PEBS
    {0x400, 0x427, msr_kind::known, values::machine_check_bank,
     needs::machine_check},  // MCi_* of as many banks as MCG_CAP says
    {0xc000'0080, 0xc000'0080, msr_kind::known, values::efer, needs::nothing},
    {0xc000'0081, 0xc000'0081, msr_kind::known, values::any, needs::syscall},
    {0xc000'0082, 0xc000'0083, msr_kind::known, values::canonical, needs::long_mode},
    {0xc000'0084, 0xc000'0084, msr_kind::known, values::any, needs::syscall},
    {0xc000'0100, 0xc000'0102, msr_kind::known, values::canonical, needs::long_mode},
    {0xc000'0103, 0xc000'0103, msr_kind::known, values::any, needs::rdtscp},
};

bool has(const cpu_description& d, needs feature) {
  const auto edx = [&d](unsigned bit) { return (d.features_edx >> bit & 1) != 0; };
  const auto extended = [&d](unsigned bit) { return (d.extended_edx >> bit & 1) != 0; };
  switch (feature) {
    case needs::mtrr:
      return edx(12);
    case needs::pat:
      return edx(16);
    case needs::machine_check:
      return edx(14);
    case needs::sysenter:
      return edx(11);
    case needs::apic:
      return edx(9);
    case needs::syscall:
      return extended(11);
    case needs::long_mode:
      return extended(29);
    case needs::rdtscp:
      return extended(27);
    case needs::netburst:
      return d.family == 15;
    case needs::nothing:
      break;
  }
  return true;
}

const range* find(const cpu_description& d, std::uint32_t msr) {
  const auto* const found =
      std::ranges::find_if(registers, [msr](const range& r) { return msr >= r.first && msr <= r.last; });
  return found != std::end(registers) && has(d, found->feature) ? found : nullptr;
}

constexpr std::uint64_t byte = 0xff;

// UC, WC, WT, WP, WB; the PAT has UC- besides.
bool is_memory_type(std::uint64_t t, bool in_pat) {
  return t == 0 || t == 1 || (t >= 4 && t <= 6) || (in_pat && t == 7);
}

bool are_memory_types(std::uint64_t value, bool in_pat) {
  for (unsigned at = 0; at < 64; at += 8)
    if (!is_memory_type(value >> at & byte, in_pat)) return false;
  return true;
}

bool may_be_efer(const core_state& core, std::uint64_t value) {
  constexpr std::uint64_t sce = 1, lme = 0x100, lma = 0x400, nxe = 0x800;
  constexpr std::uint32_t cr0_pg = 1u << 31;
  const cpu_description& d = core.description;
  const std::uint64_t there = (has(d, needs::syscall) ? sce : 0) |
                              (has(d, needs::long_mode) ? lme | lma : 0) |
                              (d.extended_edx >> 20 & 1 ? nxe : 0);
  if (value & ~there) return false;
  return !(core.env->cr[0] & cr0_pg) || ((value ^ core.env->efer) & lme) == 0;
}

}  // namespace

msr_kind kind_of_msr(const cpu_description& d, std::uint32_t msr) {
  const range* r = find(d, msr);
  return r ? r->kind : msr_kind::absent;
}

bool may_write_msr(const core_state& core, std::uint32_t msr, std::uint64_t value) {
  const std::uint64_t beyond = ~core.description.physical_mask();
  switch (find(core.description, msr)->may_be) {
    case values::none:
      return false;
    case values::canonical:
      return !has(core.description, needs::long_mode) || is_canonical(value);
    case values::memory_type:
      return are_memory_types(value, true);
    case values::memory_types:
      return are_memory_types(value, false);
    case values::mtrr_base:
      // The odd ones are masks, with a bit that says whether the pair counts.
      if (msr & 1) return (value & (beyond | 0x7ff)) == 0;
      return (value & (beyond | 0xf00)) == 0 && is_memory_type(value & byte, false);
    case values::mtrr_default:
      return (value & ~std::uint64_t{0xcff}) == 0 && is_memory_type(value & byte, false);
    case values::apic_base:
      return (value | apic_base::enabled) == apic_base::after_reset;
    case values::machine_check_bank:
      // Of four: control, all or nothing; status, which is only cleared; address; the rest.
      return msr % 4 > 1 || value == 0 || (msr % 4 == 0 && value == ~std::uint64_t{0});
    case values::efer:
      return may_be_efer(core, value);
    default:
      return true;
  }
}

}  // namespace trapline::engine
