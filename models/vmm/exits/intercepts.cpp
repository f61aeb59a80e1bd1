#include "models/vmm/exits/intercepts.h"

#include <array>
#include <cstddef>

namespace trapline::vmm {

using engine::exit_kind;

namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(exit_reason::count_)> names{
    "cpuid", "cr_access", "msr_read", "msr_write", "invlpg", "page_fault", "exception"};

constexpr std::uint64_t vector_page_fault = 14;
constexpr std::uint64_t cr0_ts = 1 << 3;
// PVI, TSD, DE, PCE, OSFXSR, OSXMMEXCPT: nothing of the monitor's depends on them.
constexpr std::uint64_t cr4_of_the_guest = 0x02 | 0x04 | 0x08 | 0x100 | 0x200 | 0x400;
// It has to empty the shadow tables too.
constexpr std::uint64_t cr4_pge = 0x80;

}  // namespace

std::string_view name_of(exit_reason r) { return names[static_cast<std::size_t>(r)]; }

bool intercepts::owns_cr_bits(std::uint64_t which, std::uint64_t changed) const {
  switch (which) {
    case 0:
      return (changed & ~cr0_ts) != 0;
    case 3:
      return !properties_.nested_paging;
    case 4:
      return (changed & ~(cr4_of_the_guest | (properties_.nested_paging ? cr4_pge : 0))) != 0;
    default:
      return false;
  }
}

bool intercepts::passes_msr(std::uint64_t msr) const {
  switch (msr) {
    case 0x10:  // time-stamp counter
    case 0x174:
    case 0x175:
    case 0x176:  // SYSENTER
    case 0xc000'0100:
    case 0xc000'0101:
    case 0xc000'0102:  // bases of FS and GS
      return properties_.msr_bitmap;
    default:
      return false;
  }
}

std::optional<exit_reason> intercepts::of(exit_kind kind, std::uint64_t detail, std::uint64_t changed) const {
  const auto if_so = [](bool exits, exit_reason r) { return exits ? std::optional{r} : std::nullopt; };
  constexpr std::uint64_t cr3 = 3, time_stamp_counter = 0x10;
  switch (kind) {
    case exit_kind::cpuid:
      return exit_reason::cpuid;
    case exit_kind::cr_read:
      return if_so(detail == cr3 && !properties_.nested_paging, exit_reason::cr_access);
    case exit_kind::cr_write:
      return if_so(owns_cr_bits(detail, changed), exit_reason::cr_access);
    case exit_kind::rdmsr:
      return if_so(!passes_msr(detail), exit_reason::msr_read);
    case exit_kind::wrmsr:
      return if_so(!passes_msr(detail) || detail == time_stamp_counter, exit_reason::msr_write);
    case exit_kind::invlpg:
      return if_so(!properties_.nested_paging, exit_reason::invlpg);
    case exit_kind::exception:
      return if_so(detail < 32 && (properties_.exception_bitmap >> detail & 1) != 0,
                   detail == vector_page_fault ? exit_reason::page_fault : exit_reason::exception);
    case exit_kind::hlt:
    case exit_kind::software_interrupt:
      return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace trapline::vmm
