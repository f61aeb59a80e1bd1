/// What a machine's steps cost: one TOML file a processor generation, every figure with its spread, its
/// standing (published, derived, estimated, from memory) and its source.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "models/costs/memory_costs.h"
#include "models/costs/profile_finder.h"
#include "models/costs/spread.h"
#include "models/costs/standing.h"
#include "models/costs/step.h"
#include "sim/configuration/config_error.h"
#include "sim/time.h"

namespace trapline {

struct step_cost {
  cycles mean;
  spread_class spread = spread_class::fixed;
  standing tag = standing::estimate;
  std::string source;
};

/// A delay of the chipset, passage of the request and of the answer together.
struct latency_cost {
  duration time;
  standing tag = standing::estimate;
  std::string source;
};

struct chipset_latencies {
  latency_cost memory_controller_hub;  ///< between the processor bus and memory or the ICH
  latency_cost io_controller_hub;      ///< between the MCH and LPC
  latency_cost lpc_io_read;            ///< one byte by an I/O read cycle on LPC, device included
  latency_cost lpc_io_write;
  latency_cost firmware_hub_read;  ///< one byte
  latency_cost dram;               ///< from the MCH, a line that no cache holds
};

/// What an instruction class takes. The names are the platform's business: it checks them.
struct instruction_cost {
  std::string name;
  std::uint32_t sixteenths;  ///< of a cycle
  standing tag = standing::estimate;
  std::string source;
  file_position where;
};

struct profile_properties {
  /// Without it the monitor keeps shadow page tables: it sees every page fault of the guest.
  bool nested_paging = false;
  /// Bit n: exception n makes the guest exit.
  std::uint32_t exception_bitmap = 0;
  /// MSRs of the guest's own do not make it exit; otherwise all do.
  bool msr_bitmap = false;
  /// The exit says port, width and direction; otherwise every port access needs `full_decode`.
  bool reports_io_instruction = true;
  /// How many the cost of step::vmread stands for.
  std::uint32_t vmreads_per_exit = 10;
  /// The service OS runs in a virtual machine itself: its own switches cost `nested_exits`.
  bool service_os_is_hardware_guest = false;
};

class cost_profile {
 public:
  /// One that costs nothing and has no clock; a place to load one into.
  cost_profile() = default;
  /// @param find finds what it is based on; without it that is looked for beside the file.
  /// @throws config_error: every key of the format must be there, once, and nothing else, in the file or in
  /// what it rests on; `memory` may be absent.
  static cost_profile load(const std::filesystem::path& path, const profile_finder& find = {});

  const std::string& name() const { return name_; }
  /// What it was loaded from.
  const std::string& file() const { return file_; }
  const std::string& description() const { return description_; }
  /// The processors' clock, which all cycles of the profile count.
  clock_domain clock() const { return clock_domain{clock_hz_}; }
  std::uint64_t clock_hz() const { return clock_hz_; }

  const step_cost& of(step s) const { return steps_[static_cast<std::size_t>(s)]; }
  const chipset_latencies& latencies() const { return latencies_; }
  const std::vector<instruction_cost>& instructions() const { return instructions_; }
  const profile_properties& properties() const { return properties_; }
  /// A profile may do without.
  const std::optional<memory_costs>& memory() const { return memory_; }

 private:
  std::string name_;
  std::string file_;
  std::string description_;
  std::uint64_t clock_hz_ = 0;
  std::array<step_cost, step_count> steps_{};
  chipset_latencies latencies_;
  std::vector<instruction_cost> instructions_;
  profile_properties properties_;
  std::optional<memory_costs> memory_;
};

}  // namespace trapline
