// trapline advise: which device models to move next to the guest, by simulating the sets that promise most.
#include <algorithm>
#include <iostream>
#include <list>
#include <map>
#include <optional>

#include "platform/command_line/child_runs.h"
#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/command_line/result_files.h"
#include "platform/command_line/run_output.h"
#include "platform/command_line/sweep_point_run.h"
#include "platform/command_line/sweep_progress.h"
#include "platform/devices/device_kind.h"
#include "platform/exploration/advice.h"
#include "sim/configuration/quantity.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

using namespace exploration;

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

/// What the simulations of one set came to, seed by seed.
struct outcome {
  std::map<std::uint64_t, double> work_ns;
  std::string failed;
};

class advisor {
 public:
  advisor(const command_options& options, const data_files& data, const simulator& simulate)
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

  const std::vector<input_file>& inputs() const { return base_.inputs; }
  const advice& found() const { return advice_; }

  /// @return the exit code; there is advice if it is 0 or 1.
  int run() {
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

 private:
  /// One run, from which the shares come.
  int measure_base_line() {
    const std::vector<child_run> runs =
        run_in_children({base_.what}, {"base line"}, simulate_, options_.quiet, 1);
    if (runs.front().code != guest_ended_well || !runs.front().found) return runs.front().code;
    const results& r = *runs.front().found;
    advice_.shares = shares_of(r, base_.what);
    advice_.in_regions =
        std::ranges::any_of(r.vms, [](const vm_result& vm) { return vm.region.has_value(); });
    return guest_ended_well;
  }

  option_value moved(const std::string& device) const {
    return {"advise", "vm.place." + device, std::string{name_of(near_place(advice_.kind))}};
  }

  bool can_move(const std::string& device) const try {
    scenario_request request = request_;
    request.options.push_back(moved(device));
    load_scenario(request, data_);
    return true;
  } catch (const config_error&) {
    return false;
  }

  /// Those that something is at stake with, most first.
  std::vector<movable_model> movable_models() const {
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

  std::uint64_t guest_memory() const {
    std::uint64_t all = 0;
    for (const vm_settings& vm : base_.what.vms) all += vm.memory_bytes;
    return all;
  }

  void simulate_sets(placement_search& search, run_control& control) {
    std::list<planned_point> points;
    std::map<std::string, model_set> asked;
    std::size_t before = 0;
    const auto next_round = [&] {
      before = points.size();
      for (const auto& [id, set] : asked) search.learn(set, gain_of(set));
      std::vector<const planned_point*> round;
      for (const model_set set : search.next())
        for (const std::uint64_t seed : advice_.seeds) {
          planned_point& p = points.emplace_back(sweep_point{{}, seed});
          for (const std::string& device : search.names_of(set))
            p.point.values.emplace_back("vm.place." + device, name_of(near_place(advice_.kind)));
          p.id = std::to_string(set) + " with seed " + std::to_string(seed);
          asked[p.id] = set;
          round.push_back(&p);
        }
      return round;
    };
    const auto keep = [&](const point_row& row) {
      outcome& o = outcomes_[asked.at(row.id)];
      if (row.done && row.code == guest_ended_well)
        for (const auto& [name, value] : row.found)
          if (name == (advice_.in_regions ? "work_ns" : "awake_ns")) o.work_ns[row.point.seed] = value;
      if (!row.done || row.code != guest_ended_well) o.failed = row.reason;
    };
    sweep_progress progress{options_.quiet};
    const auto tell = [&](exploration::progress p) { progress.show({before + p.done, before + p.of}); };
    run_in_rounds(next_round, processes_at_once(options_.jobs, guest_memory()),
                  {options_.request.scenario, advice_.in_regions ? "region" : "start", request_}, data_,
                  simulate_, {keep, tell}, control);
  }

  /// Of each seed, against the same seed's base line.
  std::vector<double> gains_of(model_set set) const {
    std::vector<double> all;
    for (const auto& [seed, work] : outcomes_.at(set).work_ns)
      if (const auto base = outcomes_.at(0).work_ns.find(seed); base != outcomes_.at(0).work_ns.end())
        all.push_back(1 - work / base->second);
    return all;
  }

  std::optional<double> gain_of(model_set set) const {
    if (!outcomes_.at(set).failed.empty() || !outcomes_.contains(0)) return std::nullopt;
    const std::vector<double> gains = gains_of(set);
    return gains.empty() ? std::nullopt : std::optional{estimate_of(gains).mean};
  }

  int conclude(const placement_search& search) {
    const auto base = outcomes_.find(0);
    if (base == outcomes_.end() || !base->second.failed.empty()) {
      std::cerr << "trapline: the base line failed: "
                << (base == outcomes_.end() ? "it has no result" : base->second.failed) << "\n";
      return fault_of_ours;
    }
    bool all_well = true;
    for (const auto& [set, what] : outcomes_) {
      tried_set& tried = advice_.sets.emplace_back();
      tried.models = search.names_of(set);
      tried.bytes = search.bytes_of(set);
      tried.failed = what.failed;
      all_well = all_well && what.failed.empty();
      if (!what.failed.empty()) continue;
      std::vector<double> works;
      for (const auto& [seed, work] : what.work_ns) works.push_back(work);
      tried.work_ns = estimate_of(works);
      tried.gain = estimate_of(gains_of(set));
      tried.first_order = advice_.shares.first_order([&](std::string_view device) {
        return std::ranges::find(tried.models, device) != tried.models.end();
      });
    }
    advice_.mark_front();
    return all_well ? guest_ended_well : guest_failed;
  }

  const command_options& options_;
  const data_files& data_;
  const simulator& simulate_;
  scenario_request request_;  ///< the base line
  loaded_scenario base_;
  std::map<model_set, outcome> outcomes_;
  advice advice_;
};

}  // namespace

int advise_command(const std::vector<std::string>& arguments, const data_files& data,
                   const simulator& simulate) {
  const command_options options = read_options(command::advise, arguments);
  if (options.help) {
    std::cout << help_for(command::advise);
    return guest_ended_well;
  }
  advisor a{options, data, simulate};
  output_files used{a.inputs()};
  result_files files{used};
  files.add("--json", options.json, [&] { return text_of(to_json(a.found())); });
  const int code = a.run();
  if (code > guest_failed || a.found().sets.empty()) return code;
  return files.finish([&] { return exploration::text_of(a.found()); }) ? code : fault_of_ours;
}

}  // namespace trapline
