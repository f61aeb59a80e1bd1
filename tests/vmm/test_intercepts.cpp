// Which instructions leave a guest, by the generation of its processor (Intel SDM volume 3, 25.1.3 and 25.6).
#include <catch2/catch.hpp>

#include "models/vmm/exits/intercepts.h"

using namespace trapline;
using engine::exit_kind;
using vmm::exit_reason;

namespace {

constexpr std::uint64_t cr0_pe = 1, cr0_ts = 8, cr4_pge = 0x80, cr4_osfxsr = 0x200, cr4_pae = 0x20;
constexpr std::uint32_t page_fault = 1U << 14;

/// Shadow page tables and no bitmaps, as of 2005.
profile_properties early() {
  profile_properties p;
  p.exception_bitmap = page_fault;
  return p;
}

/// Nested paging and an MSR bitmap.
profile_properties late() {
  profile_properties p;
  p.nested_paging = true;
  p.msr_bitmap = true;
  return p;
}

}  // namespace

TEST_CASE("intercepts: CPUID leaves every guest, HLT and INT n are no business of theirs") {
  for (const profile_properties& p : {early(), late()}) {
    const vmm::intercepts i{p};
    CHECK(i.of(exit_kind::cpuid, 1, 0) == exit_reason::cpuid);
    CHECK_FALSE(i.of(exit_kind::hlt, 0, 0));
    CHECK_FALSE(i.of(exit_kind::software_interrupt, 0x80, 0));
  }
}

TEST_CASE(
    "intercepts: with shadow tables the monitor sees CR3, INVLPG and page faults, with nested ones none") {
  const vmm::intercepts shadow{early()}, nested{late()};
  CHECK(shadow.of(exit_kind::cr_write, 3, 0x1000) == exit_reason::cr_access);
  CHECK(shadow.of(exit_kind::cr_read, 3, 0) == exit_reason::cr_access);
  CHECK(shadow.of(exit_kind::invlpg, 0x1000, 0) == exit_reason::invlpg);
  CHECK(shadow.of(exit_kind::exception, 14, 0) == exit_reason::page_fault);
  CHECK_FALSE(nested.of(exit_kind::cr_write, 3, 0x1000));
  CHECK_FALSE(nested.of(exit_kind::cr_read, 3, 0));
  CHECK_FALSE(nested.of(exit_kind::invlpg, 0x1000, 0));
  CHECK_FALSE(nested.of(exit_kind::exception, 14, 0));
  CHECK(shadow.device_memory() == "page_fault");
  CHECK(nested.device_memory() == "ept_violation");
}

TEST_CASE("intercepts: a control register leaves the guest by the bits that change") {
  const vmm::intercepts shadow{early()}, nested{late()};
  CHECK_FALSE(shadow.of(exit_kind::cr_write, 0, cr0_ts));
  CHECK(shadow.of(exit_kind::cr_write, 0, cr0_ts | cr0_pe) == exit_reason::cr_access);
  CHECK_FALSE(shadow.of(exit_kind::cr_write, 0, 0));
  CHECK_FALSE(shadow.of(exit_kind::cr_write, 4, cr4_osfxsr));
  CHECK(shadow.of(exit_kind::cr_write, 4, cr4_pae) == exit_reason::cr_access);
  CHECK(shadow.of(exit_kind::cr_write, 4, cr4_pge) == exit_reason::cr_access);
  CHECK_FALSE(nested.of(exit_kind::cr_write, 4, cr4_pge));
  CHECK_FALSE(nested.of(exit_kind::cr_read, 0, 0));
}

TEST_CASE(
    "intercepts: an MSR bitmap lets the guest's own MSRs pass, but for writing the time-stamp counter") {
  const vmm::intercepts without{early()}, with{late()};
  for (const std::uint64_t msr : {0x174u, 0x175u, 0x176u, 0xc000'0100u, 0xc000'0101u, 0xc000'0102u}) {
    CHECK(without.of(exit_kind::rdmsr, msr, 0) == exit_reason::msr_read);
    CHECK_FALSE(with.of(exit_kind::rdmsr, msr, 0));
    CHECK_FALSE(with.of(exit_kind::wrmsr, msr, 0));
  }
  CHECK_FALSE(with.of(exit_kind::rdmsr, 0x10, 0));
  CHECK(with.of(exit_kind::wrmsr, 0x10, 0) == exit_reason::msr_write);
  CHECK(with.of(exit_kind::rdmsr, 0x1b, 0) == exit_reason::msr_read);
}

TEST_CASE("intercepts: exceptions leave the guest where the bitmap says so, and no vector lies beyond it") {
  profile_properties p = late();
  p.exception_bitmap = 1U << 6 | 1U << 1;
  const vmm::intercepts i{p};
  CHECK(i.of(exit_kind::exception, 6, 0) == exit_reason::exception);
  CHECK(i.of(exit_kind::exception, 1, 0) == exit_reason::exception);
  CHECK_FALSE(i.of(exit_kind::exception, 13, 0));
  CHECK_FALSE(i.of(exit_kind::exception, 38, 0));
}
