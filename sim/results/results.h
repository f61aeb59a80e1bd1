/// What a run found out, as plain data: the form of the `trapline.results/1` contract. Whoever runs the
/// simulation fills it in; the writers and the reports read it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "sim/configuration/setting_value.h"
#include "sim/picture.h"
#include "sim/statistics/path_statistics.h"

namespace trapline {

/// A histogram in figures, in cycles.
struct cycle_figures {
  std::uint64_t count = 0;
  std::uint64_t min = 0, p50 = 0, p95 = 0, p99 = 0, p999 = 0, max = 0;
  std::uint64_t total = 0;

  double mean() const { return count == 0 ? 0 : static_cast<double>(total) / static_cast<double>(count); }
  bool operator==(const cycle_figures&) const = default;
};

cycle_figures figures_of(const histogram& h);

struct step_figures {
  block in = 0;
  std::string what;
  std::uint64_t count = 0;
  std::uint64_t total = 0;
  bool after_divider = false;  ///< as step_sum has it

  double mean() const { return count == 0 ? 0 : static_cast<double>(total) / static_cast<double>(count); }
  bool operator==(const step_figures&) const = default;
};

std::vector<step_figures> figures_of(const std::vector<step_sum>& steps, const step_vocabulary&);

/// A cache or a TLB of a VM's processor.
struct memory_level_result {
  std::string level;
  std::uint64_t hits = 0, misses = 0;
  bool operator==(const memory_level_result&) const = default;
};

/// Where a guest's region of interest began and ended, in simulated time.
struct region_result {
  std::uint64_t begin_ns = 0;
  std::optional<std::uint64_t> end_ns;  ///< none: it went on to the end
  bool operator==(const region_result&) const = default;
};

struct vm_result {
  std::string name;
  std::string guest;
  std::vector<std::pair<std::string, std::string>> placement;  ///< device, place
  std::uint64_t instructions = 0;
  /// exit | reset | serial_text | halt | outlived | triple_fault | halted_for_ever | limit | interrupted
  std::string end_reason;
  std::uint32_t end_code = 0;
  bool ended_well = false;
  std::string end_detail;  ///< one line for people: registers, last ports; may be empty
  std::string serial_sha256;
  std::optional<region_result> region;  ///< if it marked one
  std::vector<memory_level_result> memory;  ///< empty unless the memory model is the detailed one
  /// Texts that the guest wrote; not in the JSON form.
  std::string serial_text, log_text, screen_text;
  picture screen;  ///< what its monitor shows in the end; not in the JSON form
  bool operator==(const vm_result&) const = default;
};

struct path_result {
  std::string vm, path, device;
  direction towards = direction::in;
  cycle_figures took;
  std::vector<step_figures> steps;
  bool operator==(const path_result&) const = default;
};

struct exit_result {
  std::string vm, reason;
  cycle_figures took;
  bool operator==(const exit_result&) const = default;
};

struct interrupt_result {
  std::string vm, source, injection;
  std::uint64_t raised = 0, delivered = 0, merged = 0, dropped = 0, pending = 0;
  /// How far a guest that tells the time by this source has fallen behind the wall clock.
  std::int64_t drift_ns = 0;
  cycle_figures to_handler, to_eoi, story;
  std::vector<step_figures> to_handler_steps, to_eoi_steps, story_steps;
  bool operator==(const interrupt_result&) const = default;
};

struct install_result {
  std::string vm, device, from, to;
  cycle_figures took;
  std::vector<step_figures> steps;
  bool operator==(const install_result&) const = default;
};

/// guest + monitor + service OS + idle = total, to the cycle.
struct processor_result {
  std::string name;
  std::uint64_t guest = 0, monitor = 0, service_os = 0, idle = 0, total = 0;
  bool operator==(const processor_result&) const = default;
};

/// What the report says about the profile, so that nobody takes an estimate for a measurement.
struct profile_summary {
  std::string name, description;
  std::uint64_t clock_hz = 0;
  std::vector<std::pair<std::string, std::string>> doubtful;  ///< step, "E" or "M"
  bool operator==(const profile_summary&) const = default;
};

/// The host's figures: the only ones that differ between two runs of a scenario and seed.
struct host_figures {
  double wall_s = 0;
  std::uint64_t peak_rss_bytes = 0;
  bool operator==(const host_figures&) const = default;
};

struct results {
  std::string version, engine, systemc;
  std::vector<std::pair<std::string, setting_value>> scenario;  ///< key, value; keys in a fixed order
  profile_summary profile;
  std::uint64_t time_ns = 0;
  std::uint64_t instructions = 0;
  /// guest_exit (every VM ended by itself) | limit | guest_stuck | interrupted
  std::string end;

  std::vector<vm_result> vms;
  std::vector<path_result> paths;
  std::vector<exit_result> exits;
  std::vector<interrupt_result> interrupts;
  std::vector<install_result> installs;
  std::vector<processor_result> processors;
  host_figures host;

  /// Adds paths, exits, interrupts and installs, all or of some VMs: those that counted something, in
  /// order of their keys.
  void take(
      const run_statistics& statistics,
      const std::function<bool(const std::string& vm)>& wanted = [](const std::string&) { return true; });

  bool operator==(const results&) const = default;
};

}  // namespace trapline
