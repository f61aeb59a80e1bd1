// trapline check: what was published about real machines, beside what the simulator says.
#include <algorithm>
#include <iostream>
#include <memory>

#include "models/costs/profile_summary.h"
#include "platform/check/checked_figure.h"
#include "platform/command_line/child_runs.h"
#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/command_line/output_file.h"
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

}  // namespace

int check_command(const std::vector<std::string>& arguments, const data_files& data,
                  const simulator& simulate) {
  const command_options options = read_options(command::check, arguments);
  if (options.help) {
    std::cout << help_for(command::check);
    return guest_ended_well;
  }
  std::vector<check::published_figure> rows;
  for (const std::string& name : data.names_of("published"))
    std::ranges::move(check::load_published(data.find("published", name, "file of published figures")),
                      std::back_inserter(rows));

  const std::vector<checked_run> runs = runs_for(rows);
  std::vector<scenario> points;
  std::vector<std::string> labels;
  for (const checked_run& run : runs) {
    std::vector<std::string> settings{"costs.spread=none"};
    settings.insert(settings.end(), run.settings.begin(), run.settings.end());
    points.push_back(load_scenario({run.scenario, settings, {}, nullptr}, data).what);
    labels.push_back(run.scenario);
  }
  const auto json = options.json ? std::make_unique<output_file>("--json", *options.json) : nullptr;

  std::vector<child_run> done = run_in_children(points, labels, simulate, options.quiet);
  for (std::size_t i = 0; i < done.size(); ++i) {
    if (!done[i].found) return done[i].code;
    done[i].found->profile = summary_of(points[i].profile);
  }
  const auto look = [&](const check::published_figure& row, const std::vector<std::string>& settings) {
    const auto at = std::ranges::find(runs, checked_run{row.scenario, settings}) - runs.begin();
    const results& r = *done[static_cast<std::size_t>(at)].found;
    const auto found = row.looked_at.in(r);
    if (!found)
      throw std::runtime_error{"check: the run of \"" + row.name + "\" has nothing that its measure names"};
    return in_unit(*found, row.unit, r);
  };
  std::vector<check::checked_figure> figures;
  for (const check::published_figure& row : rows) {
    const double here = look(row, row.settings);
    figures.push_back({row, row.instead_of ? look(row, *row.instead_of) - here : here});
  }

  if (json) json->finish(text_of(check::to_json(figures)));
  if (!json || !json->is_standard_output()) std::cout << check::text_report(figures) << std::flush;
  return std::ranges::any_of(figures, &check::checked_figure::fails) ? guest_failed : guest_ended_well;
}

}  // namespace trapline
