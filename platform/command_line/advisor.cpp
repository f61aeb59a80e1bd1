#include "platform/command_line/advisor.h"

#include <algorithm>
#include <iostream>
#include <list>
#include <map>
#include <optional>

#include "platform/command_line/child_runs.h"
#include "platform/command_line/run_output.h"
#include "platform/command_line/sweep_point_run.h"
#include "platform/command_line/sweep_progress.h"
#include "platform/devices/device_kind.h"
#include "sim/configuration/quantity.h"

namespace trapline {

using namespace exploration;

namespace {

/// What gains less than this of the work's time, to first order, is not worth a simulation.
constexpr double least_at_stake = 0.001;

std::optional<std::uint64_t> budget_of(const command_options& options) {
  if (!options.budget) return std::nullopt;
  const auto bytes = parse_size(*options.budget);
  if (!bytes)
    throw config_error{{"command line"},
                       "--budget",
                       "is \"" + *options.budget + "\"",
                       "a size such as \"32 KiB\" is needed"};
  return bytes;
}

/// The scenario with every model far from the guest, but for those that it cannot have there.
scenario_request base_line_of(scenario_request request, const data_files& data) {
  const scenario given = load_scenario(request, data).what;
  if (given.kind == platform_kind::native)
    throw config_error{{},
                       "platform.kind",
                       "is \"native\": there is no monitor that models could move into",
                       "\"hybrid\" or \"hosted\""};
  request.options.push_back(
      {"advise", "vm.placement", given.kind == platform_kind::hybrid ? "service-os" : "user"});
  const place far = far_place(given.kind);
  for (const auto& [device, at] : load_scenario(request, data).what.vms.front().places)
    if (at != far && device_kind_named(device) != nullptr)
      request.options.push_back({"advise", "vm.place." + device, std::string{name_of(far)}});
  return request;
}

/// The setting by which a device's model is next to the guest.
std::pair<std::string, std::string> near_setting(const std::string& device, platform_kind kind) {
  return {"vm.place." + device, std::string{name_of(near_place(kind))}};
}

}  // namespace

advisor::advisor(const command_options& options, const data_files& data, const simulator& simulate)
    : options_{options},
      data_{data},
      simulate_{simulate},
      request_{base_line_of(options.request, data)},
      base_{load_scenario(request_, data)} {
  for (const input_file& input : base_.inputs)
    if (input.written)
      throw config_error{{},
                         input.what,
                         "would be written to by every run",
                         "\"copy_on_write\" gives each its own (vm.disk_mode, vm.floppy_mode)"};
  advice_.scenario = options.request.scenario;
  advice_.kind = base_.what.kind;
  advice_.budget = budget_of(options);
  for (std::uint64_t n = 0; n < options.seeds; ++n) advice_.seeds.push_back(base_.what.seed + n);
}

int advisor::run() {
  if (const int code = measure_base_line(); code != guest_ended_well) return code;
  placement_search search{movable_models(), advice_.budget};
  for (const movable_model& m : search.models()) advice_.considered.push_back(m.device);
  advice_.exhaustive = search.is_exhaustive();
  run_control control;
  const interruptible until_all_is_told{control};
  simulate_sets(search, control);
  if (control.stop) return ended_from_outside;
  return conclude(search);
}

int advisor::measure_base_line() {
  const std::vector<child_run> runs =
      run_in_children({base_.what}, {"base line"}, simulate_, options_.quiet, 1);
  if (runs.front().code != guest_ended_well || !runs.front().found) return runs.front().code;
  const results& r = *runs.front().found;
  advice_.shares = shares_of(r, base_.what);
  advice_.in_regions = std::ranges::any_of(r.vms, [](const vm_result& vm) { return vm.region.has_value(); });
  return guest_ended_well;
}

bool advisor::can_move(const std::string& device) const try {
  scenario_request request = request_;
  const auto [key, place] = near_setting(device, advice_.kind);
  request.options.push_back({"advise", key, place});
  load_scenario(request, data_);
  return true;
} catch (const config_error&) {
  return false;
}

std::vector<movable_model> advisor::movable_models() const {
  std::vector<const device_share*> all;
  for (const device_share& d : advice_.shares.devices)
    if (advice_.shares.at_stake(d) >= least_at_stake && can_move(d.device)) all.push_back(&d);
  std::ranges::stable_sort(all, std::ranges::greater{},
                           [&](const device_share* d) { return advice_.shares.at_stake(*d); });
  if (all.size() > placement_search::most_models) all.resize(placement_search::most_models);
  std::vector<movable_model> models;
  for (const device_share* d : all) models.push_back({d->device, model_bytes(d->device)});
  return models;
}

std::uint64_t advisor::guest_memory() const {
  std::uint64_t all = 0;
  for (const vm_settings& vm : base_.what.vms) all += vm.memory_bytes;
  return all;
}

void advisor::simulate_sets(placement_search& search, run_control& control) {
  std::list<planned_point> points;
  std::map<std::string, model_set> asked;
  std::size_t before = 0;
  const auto next_round = [&] {
    before = points.size();
    for (const auto& [id, set] : asked) search.learn(set, outcomes_.gain_of(set));
    std::vector<const planned_point*> round;
    for (const model_set set : search.next())
      for (const std::uint64_t seed : advice_.seeds) {
        planned_point& p = points.emplace_back(sweep_point{{}, seed});
        for (const std::string& device : search.names_of(set))
          p.point.values.push_back(near_setting(device, advice_.kind));
        p.id = std::to_string(set) + " with seed " + std::to_string(seed);
        asked[p.id] = set;
        round.push_back(&p);
      }
    return round;
  };
  const auto keep = [&](const point_row& row) {
    const model_set set = asked.at(row.id);
    if (!row.done || row.code != guest_ended_well) return outcomes_.fail(set, row.reason);
    for (const auto& [name, value] : row.found)
      if (name == (advice_.in_regions ? "work_ns" : "awake_ns")) outcomes_.add(set, row.point.seed, value);
  };
  sweep_progress progress{options_.quiet};
  const auto tell = [&](exploration::progress p) { progress.show({before + p.done, before + p.of}); };
  run_in_rounds(next_round, processes_at_once(options_.jobs, guest_memory()),
                {options_.request.scenario, advice_.in_regions ? "region" : "start", request_}, data_,
                simulate_, {keep, tell}, control);
}

int advisor::conclude(const placement_search& search) {
  if (const std::string trouble = outcomes_.trouble(); !trouble.empty()) {
    std::cerr << "trapline: the base line failed: " << trouble << "\n";
    return fault_of_ours;
  }
  advice_.sets = outcomes_.tried(search, advice_.shares);
  advice_.mark_front();
  const bool all_well =
      std::ranges::all_of(advice_.sets, [](const tried_set& s) { return s.failed.empty(); });
  return all_well ? guest_ended_well : guest_failed;
}

}  // namespace trapline
