// trapline compare: each placement in a process of its own, because SystemC elaborates once a process.
#include <algorithm>
#include <iostream>
#include <memory>
#include <sstream>

#include "models/costs/profile_summary.h"
#include "platform/command_line/child_runs.h"
#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/command_line/output_file.h"
#include "platform/pages/html_page.h"
#include "sim/report/comparison.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

/// "xen-2005" or "pit=hypervisor,pic=hypervisor", or both: as settings.
std::vector<option_value> settings_of(const std::string& places) {
  std::vector<option_value> all;
  std::istringstream parts{places};
  for (std::string part; std::getline(parts, part, ',');) {
    const std::size_t equals = part.find('=');
    if (part.empty() || equals == 0 || equals + 1 == part.size())
      throw config_error{{"command line"}, "--place " + places, "is no placement",
                         "a name, or DEVICE=PLACE[,DEVICE=PLACE...] is needed"};
    if (equals == std::string::npos)
      all.push_back({"--place", "vm.placement", part});
    else
      all.push_back({"--place", "vm.place." + part.substr(0, equals), part.substr(equals + 1)});
  }
  if (all.empty())
    throw config_error{
        {"command line"}, "--place", "is empty", "a placement's name, or DEVICE=PLACE is needed"};
  return all;
}

/// Each profile once.
std::vector<const cost_profile*> profiles_of(const std::vector<scenario>& points) {
  std::vector<const cost_profile*> all;
  for (const scenario& s : points)
    if (std::ranges::find(all, s.profile.name(), &cost_profile::name) == all.end())
      all.push_back(&s.profile);
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
  if (options.places.size() < 2)
    throw config_error{{"command line"},
                       "--place",
                       "is given " + std::string{options.places.empty() ? "nowhere" : "once"},
                       "two placements or more are compared"};
  std::vector<scenario> points;
  for (const std::string& places : options.places) {
    scenario_request request = options.request;
    for (option_value& setting : settings_of(places)) request.options.push_back(std::move(setting));
    points.push_back(load_scenario(request, data).what);
  }
  const auto json = options.json ? std::make_unique<output_file>("--json", *options.json) : nullptr;
  const auto html = options.html ? std::make_unique<output_file>("--html", *options.html) : nullptr;
  const auto csv = options.csv ? std::make_unique<output_file>("--csv", *options.csv) : nullptr;

  std::vector<child_run> children = run_in_children(points, options.places, simulate, options.quiet);
  int code = guest_ended_well;
  std::vector<results> runs;
  for (std::size_t i = 0; i < children.size(); ++i) {
    code = std::max(code, children[i].code);
    if (!children[i].found) return children[i].code;
    runs.push_back(std::move(*children[i].found));
    runs.back().profile = summary_of(points[i].profile);
  }
  const comparison all{options.places, std::move(runs)};
  bool report = true;
  if (json) {
    report = !json->is_standard_output();
    json->finish(text_of(to_json(all)));
  }
  if (csv) {
    report = report && !csv->is_standard_output();
    csv->finish(to_csv(all));
  }
  if (html) {
    report = report && !html->is_standard_output();
    html->finish(pages::html_page({"Trapline: " + options.request.scenario + ", compared", to_json(all),
                                   options.places, profiles_of(points), text_report(all)}));
  }
  if (report) std::cout << text_report(all) << std::flush;
  return code;
}

}  // namespace trapline
