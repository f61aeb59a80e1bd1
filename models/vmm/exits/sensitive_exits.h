/// The exits of a guest that no device has to do with: CPUID, control registers, MSRs, INVLPG,
/// exceptions. The engine carries the instruction out; what a monitor does for it is charged here.
/// Not modelled: the work on shadow tables that no exit of the guest's own shows (see vmm::intercepts), and
/// the TLB that a 2005 processor loses at every exit. An exception takes nothing natively; what is charged
/// for an exit by one is what a monitor adds.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "models/costs/cost_sampler.h"
#include "models/processor/step_meter.h"
#include "models/vmm/exits/intercepts.h"
#include "sim/statistics/path_statistics.h"

namespace trapline::vmm {

class sensitive_exits {
 public:
  sensitive_exits(run_statistics&, const std::string& vm, cost_sampler&);

  /// @param value what is about to be written. @return nothing if the guest goes on by itself.
  std::optional<exit_reason> reason_of(const engine::x86_core&, engine::exit_kind, std::uint64_t detail,
                                       std::uint64_t value) const;
  /// Block 204: what the monitor does about it, between perceiving the exit and VM entry.
  void charge_body(processor::step_meter&, processor::physical_processor&, exit_reason, std::uint64_t detail);
  /// What exits for this reason are counted under.
  exit_statistics& counts(exit_reason r) { return *counts_[static_cast<std::size_t>(r)]; }

 private:
  intercepts intercepts_;
  cost_sampler& costs_;
  std::array<exit_statistics*, static_cast<std::size_t>(exit_reason::count_)> counts_{};
};

}  // namespace trapline::vmm
