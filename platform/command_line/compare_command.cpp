// trapline compare: each run in a process of its own, because SystemC elaborates once a process.
#include <algorithm>
#include <iostream>
#include <optional>

#include "models/costs/profile_summary.h"
#include "platform/command_line/child_runs.h"
#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/command_line/result_files.h"
#include "platform/command_line/run_output.h"
#include "platform/pages/html_page.h"
#include "sim/comparison/comparison.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

/// A run of each column with each seed, column by column.
struct compared_points {
  std::vector<scenario> points;
  std::vector<std::string> labels;
  std::vector<input_file> inputs;
  std::size_t base = 0;
};

/// The request with another seed than it says.
scenario_request with_seed(scenario_request request, std::uint64_t seed) {
  std::erase_if(request.options, [](const option_value& o) { return o.key == "seed"; });
  std::erase_if(request.assignments, [](const std::string& a) { return a.starts_with("seed="); });
  request.options.push_back({"--seeds", "seed", std::to_string(seed)});
  return request;
}

scenario_request request_for(const command_options& options, const column_request& column) {
  scenario_request request = options.request;
  request.options.insert(request.options.end(), column.settings.begin(), column.settings.end());
  return request;
}

compared_points points_of(const command_options& options, const std::vector<column_request>& columns,
                          const data_files& data) {
  compared_points all;
  std::vector<scenario> first;
  for (const column_request& column : columns) {
    loaded_scenario loaded = load_scenario(request_for(options, column), data);
    tell_notes(loaded);
    all.inputs.insert(all.inputs.end(), loaded.inputs.begin(), loaded.inputs.end());
    first.push_back(std::move(loaded.what));
  }
  all.base = checked_base(columns, first, options.base);
  for (std::size_t c = 0; c < columns.size(); ++c)
    for (unsigned n = 0; n < options.seeds; ++n) {
      const std::uint64_t seed = first[c].seed + n;
      if (n == 0) {
        all.points.push_back(first[c]);
      } else {
        loaded_scenario loaded = load_scenario(with_seed(request_for(options, columns[c]), seed), data);
        all.inputs.insert(all.inputs.end(), loaded.inputs.begin(), loaded.inputs.end());
        all.points.push_back(std::move(loaded.what));
      }
      all.labels.push_back(columns[c].label + (options.seeds > 1 ? ", seed " + std::to_string(seed) : ""));
    }
  return all;
}

/// Each profile once.
std::vector<const cost_profile*> profiles_of(const std::vector<scenario>& points) {
  std::vector<const cost_profile*> all;
  for (const scenario& s : points)
    if (std::ranges::find(all, s.profile.name(), &cost_profile::name) == all.end()) all.push_back(&s.profile);
  return all;
}

}  // namespace

int compare_command(const std::vector<std::string>& arguments, const data_files& data,
                    const simulator& simulate) {
  const command_options options = read_options(command::compare, arguments);
  if (options.help) {
    std::cout << help_for(command::compare);
    return guest_ended_well;
  }
  std::vector<column_request> columns;
  for (const column_option& option : options.columns) columns.push_back(column_for(option, data));
  const compared_points runs = points_of(options, columns, data);
  std::optional<comparison> all;
  std::vector<nlohmann::ordered_json> over_time;  // of each column's first seed
  output_files used{runs.inputs};
  result_files files{used};
  files.add("--json", options.json, [&] { return text_of(to_json(*all)); });
  files.add("--csv", options.csv, [&] { return to_csv(*all); });
  const std::string title = "Trapline: " + options.request.scenario + ", compared";
  files.add("--markdown", options.markdown, [&] { return markdown_of(report_of(*all), title); });
  files.add("--latex", options.latex, [&] { return latex_of(report_of(*all), title); });
  files.add("--html", options.html, [&] {
    std::vector<std::string> labels;
    for (const column_request& column : columns) labels.push_back(column.label);
    auto shown = chart_json(*all);
    for (std::size_t c = 0; c < columns.size(); ++c) shown["runs"][c]["over_time"] = over_time[c];
    return pages::html_page({title, std::move(shown), labels, profiles_of(runs.points), text_report(*all)});
  });

  std::vector<child_run> children = run_in_children(
      runs.points, runs.labels, simulate, options.quiet, options.jobs > 0 ? options.jobs : usual_jobs(),
      options.html ? child_detail::charts : child_detail::results);
  int code = guest_ended_well;
  std::vector<compared_column> compared;
  for (std::size_t i = 0; i < children.size(); ++i) {
    code = std::max(code, children[i].code);
    if (!children[i].found) return children[i].code;
    if (i % options.seeds == 0) {
      compared.push_back({columns[i / options.seeds].label, {}});
      over_time.push_back(std::move(children[i].over_time));
    }
    compared.back().runs.push_back(std::move(*children[i].found));
    compared.back().runs.back().profile = summary_of(runs.points[i].profile);
  }
  all.emplace(std::move(compared), runs.base);
  return files.finish([&] { return text_report(*all); }) ? code : fault_of_ours;
}

}  // namespace trapline
