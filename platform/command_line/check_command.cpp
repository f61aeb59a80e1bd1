// trapline check: what was published about real machines, beside what the simulator says.
#include <algorithm>
#include <iostream>

#include "models/costs/profile_summary.h"
#include "platform/check/checked_figure.h"
#include "platform/command_line/child_runs.h"
#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/command_line/result_files.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

/// A run that rows look at.
struct checked_run {
  std::string scenario;
  std::vector<std::string> settings;
  bool operator==(const checked_run&) const = default;
};

/// The runs that all rows need, each once.
std::vector<checked_run> runs_for(const std::vector<check::published_figure>& rows) {
  std::vector<checked_run> all;
  const auto need = [&](checked_run run) {
    if (std::ranges::find(all, run) == all.end()) all.push_back(std::move(run));
  };
  for (const check::published_figure& row : rows) {
    need({row.scenario, row.settings});
    if (row.instead_of) need({row.scenario, *row.instead_of});
  }
  return all;
}

double in_unit(double in_cycles, check::figure_unit unit, const results& r) {
  if (unit == check::figure_unit::cycles) return in_cycles;
  return in_cycles * 1e6 / static_cast<double>(r.profile.clock_hz);
}

/// What the processor itself takes for the instruction that the row's measure names.
double instruction_cycles(const check::published_figure& row, const cost_profile& profile) {
  if (!row.looked_at.instruction) return 0;
  const auto found =
      std::ranges::find(profile.instructions(), *row.looked_at.instruction, &instruction_cost::name);
  if (found == profile.instructions().end())
    throw config_error{
        {"published figures"},
        "row \"" + row.name + "\", measure.instruction",
        "\"" + *row.looked_at.instruction + "\" is no class of instructions of the profile " + profile.name(),
        "a key of its [instructions] is needed"};
  return found->sixteenths / 16.0;
}

}  // namespace

int check_command(const std::vector<std::string>& arguments, const data_files& data,
                  const simulator& simulate) {
  const command_options options = read_options(command::check, arguments);
  if (options.help) {
    std::cout << help_for(command::check);
    return guest_ended_well;
  }
  std::vector<check::published_figure> rows;
  std::vector<input_file> inputs;
  for (const std::string& name : data.names_of("published")) {
    inputs.push_back(
        {"the published figures " + name, data.find("published", name, "file of published figures")});
    std::ranges::move(check::load_published(inputs.back().path), std::back_inserter(rows));
  }

  const std::vector<checked_run> runs = runs_for(rows);
  std::vector<scenario> points;
  std::vector<std::string> labels;
  for (const checked_run& run : runs) {
    std::vector<std::string> settings{"costs.spread=none"};
    settings.insert(settings.end(), run.settings.begin(), run.settings.end());
    loaded_scenario loaded = load_scenario({run.scenario, settings, {}, nullptr}, data);
    inputs.insert(inputs.end(), loaded.inputs.begin(), loaded.inputs.end());
    points.push_back(std::move(loaded.what));
    labels.push_back(run.scenario);
  }
  for (const check::published_figure& row : rows) {
    const auto at = std::ranges::find(runs, checked_run{row.scenario, row.settings}) - runs.begin();
    static_cast<void>(instruction_cycles(row, points[static_cast<std::size_t>(at)].profile));
  }
  std::vector<check::checked_figure> figures;
  output_files used{inputs};
  result_files files{used};
  files.add("--json", options.json, [&] { return text_of(check::to_json(figures)); });

  std::vector<child_run> done = run_in_children(points, labels, simulate, options.quiet);
  for (std::size_t i = 0; i < done.size(); ++i) {
    if (!done[i].found) return done[i].code;
    done[i].found->profile = summary_of(points[i].profile);
  }
  const auto look = [&](const check::published_figure& row, const std::vector<std::string>& settings) {
    const auto at =
        static_cast<std::size_t>(std::ranges::find(runs, checked_run{row.scenario, settings}) - runs.begin());
    const results& r = *done[at].found;
    const auto found = row.looked_at.in(r);
    if (!found)
      throw std::runtime_error{"check: the run of \"" + row.name + "\" has nothing that its measure names"};
    return in_unit(*found + instruction_cycles(row, points[at].profile), row.unit, r);
  };
  for (const check::published_figure& row : rows) {
    const double here = look(row, row.settings);
    figures.push_back({row, row.instead_of ? look(row, *row.instead_of) - here : here});
  }

  if (!files.finish([&] { return check::text_report(figures); })) return fault_of_ours;
  return std::ranges::any_of(figures, &check::checked_figure::fails) ? guest_failed : guest_ended_well;
}

}  // namespace trapline
