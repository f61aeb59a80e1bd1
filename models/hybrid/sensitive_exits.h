/// The exits of a guest under the hypervisor that no device has to do with: CPUID, control registers,
/// MSRs, INVLPG, exceptions. The engine carries the instruction out; what it costs is charged here.
/// Not modelled: the work on shadow tables that no exit of the guest's own shows (see vmm::intercepts), and
/// the TLB that a 2005 processor loses at every exit. An exception takes nothing natively; what is charged
/// for an exit by one is what a monitor adds.
#pragma once

#include <array>

#include "models/processor/step_meter.h"
#include "models/processor/virtual_cpu.h"
#include "models/vmm/intercepts.h"
#include "sim/cost_sampler.h"
#include "sim/path_statistics.h"

namespace trapline::hybrid {

class sensitive_exits {
 public:
  sensitive_exits(run_statistics&, const std::string& vm, cost_sampler&);

  enum class outcome : std::uint8_t {
    stayed,    ///< the guest did not leave
    emulated,  ///< the monitor has done the instruction, and looked whether an interrupt can go in
    injected   ///< the guest's own exception goes in with the entry
  };
  outcome take(processor::virtual_cpu&, engine::exit_kind, std::uint64_t detail, std::uint64_t value);

 private:
  void emulate(processor::physical_processor&, vmm::exit_reason, std::uint64_t detail);
  void inject(processor::physical_processor&, vmm::exit_reason);

  vmm::intercepts intercepts_;
  cost_sampler& costs_;
  processor::step_meter meter_;
  std::array<exit_statistics*, static_cast<std::size_t>(vmm::exit_reason::count_)> counts_{};
};

}  // namespace trapline::hybrid
