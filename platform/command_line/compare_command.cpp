// trapline compare: each placement in a process of its own, because SystemC elaborates once a process.
#include <algorithm>
#include <iostream>
#include <optional>
#include <sstream>

#include "models/costs/profile_summary.h"
#include "platform/command_line/child_runs.h"
#include "platform/command_line/command_line.h"
#include "platform/command_line/command_options.h"
#include "platform/command_line/result_files.h"
#include "platform/command_line/run_output.h"
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
  // Single devices move from where the platform has them all, not from where the scenario has put them.
  if (std::ranges::find(all, "vm.placement", &option_value::key) == all.end())
    all.push_back({"--place", "vm.placement", ""});
  return all;
}

/// Without the names of placements: what they come to stands device by device.
std::vector<std::pair<std::string, setting_value>> effects_of(const scenario& s) {
  auto all = s.resolved;
  std::erase_if(all, [](const auto& setting) { return setting.first.ends_with(".placement"); });
  return all;
}

/// @throws config_error if `another` is one of `points` again.
void refuse_equal(const std::vector<scenario>& points, const scenario& another, const std::vector<std::string>& labels) {
  for (std::size_t i = 0; i < points.size(); ++i)
    if (effects_of(points[i]) == effects_of(another))
      throw config_error{{"command line"}, "--place " + labels[points.size()],
                         "puts every device where --place " + labels[i] + " puts it",
                         "leave one of the two out, or change it"};
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
  std::vector<input_file> inputs;
  for (const std::string& places : options.places) {
    scenario_request request = options.request;
    for (option_value& setting : settings_of(places)) request.options.push_back(std::move(setting));
    loaded_scenario loaded = load_scenario(request, data);
    tell_notes(loaded);
    refuse_equal(points, loaded.what, options.places);
    points.push_back(std::move(loaded.what));
    inputs.insert(inputs.end(), loaded.inputs.begin(), loaded.inputs.end());
  }
  std::optional<comparison> all;
  output_files used{inputs};
  result_files files{used};
  files.add("--json", options.json, [&] { return text_of(to_json(*all)); });
  files.add("--csv", options.csv, [&] { return to_csv(*all); });
  files.add("--html", options.html, [&] {
    return pages::html_page({"Trapline: " + options.request.scenario + ", compared", to_json(*all), options.places,
                             profiles_of(points), text_report(*all)});
  });

  std::vector<child_run> children = run_in_children(points, options.places, simulate, options.quiet);
  int code = guest_ended_well;
  std::vector<results> runs;
  for (std::size_t i = 0; i < children.size(); ++i) {
    code = std::max(code, children[i].code);
    if (!children[i].found) return children[i].code;
    runs.push_back(std::move(*children[i].found));
    runs.back().profile = summary_of(points[i].profile);
  }
  all.emplace(options.places, std::move(runs));
  return files.finish([&] { return text_report(*all); }) ? code : fault_of_ours;
}

}  // namespace trapline
