/// Which of a guest's instructions and exceptions leave it, besides port accesses and HLT: what a monitor
/// of the profile's generation sets up in the processor. Intel SDM volume 3, 25.1.3 and 25.6.
/// Not modelled: exits by RDTSC, RDPMC, MOV DR, MOV CR8, PAUSE, descriptor-table loads and task switches;
/// a guest's real mode runs as it is. What no processor state tells of (entries of shadow or nested tables
/// that are filled when a page is first touched, writes to write-protected page tables) is no exit here.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "models/costs/cost_profile.h"
#include "models/processor/engine/x86_core.h"

namespace trapline::vmm {

/// What an exit is counted as.
enum class exit_reason : std::uint8_t {
  cpuid,
  cr_access,
  msr_read,
  msr_write,
  invlpg,
  page_fault,
  exception,
  count_
};

/// The name in reports.
std::string_view name_of(exit_reason);

class intercepts {
 public:
  explicit intercepts(const profile_properties& p) : properties_{p} {}

  /// @param changed the bits that a write to a control register is about to change.
  /// @return nothing if the guest goes on by itself.
  std::optional<exit_reason> of(engine::exit_kind, std::uint64_t detail, std::uint64_t changed) const;

  /// As what an access to memory that is a device's leaves the guest.
  std::string_view device_memory() const {
    return properties_.nested_paging ? "ept_violation" : "page_fault";
  }

 private:
  bool owns_cr_bits(std::uint64_t which, std::uint64_t changed) const;
  bool passes_msr(std::uint64_t msr) const;

  profile_properties properties_;
};

}  // namespace trapline::vmm
