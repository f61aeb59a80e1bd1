#include "platform/exploration/sweep_plan.h"

#include <algorithm>
#include <optional>

#include "platform/configuration/running_changes.h"

namespace trapline::exploration {
scenario_request request_for(const sweep_point& point, const std::string& scenario,
                             const scenario_request& from) {
  scenario_request request = from;
  request.scenario = scenario;
  for (const auto& [key, value] : point.values) request.options.push_back({"point", key, value});
  request.options.push_back({"point", "seed", std::to_string(point.seed)});
  return request;
}

void sweep_plan::note(const loaded_scenario& loaded) {
  std::uint64_t memory = 0;
  for (const vm_settings& vm : loaded.what.vms) memory += vm.memory_bytes;
  most_memory = std::max(most_memory, memory);
  for (const input_file& input : loaded.inputs) {
    if (input.written)
      throw config_error{{},
                         input.what,
                         "would be written to by all points of a sweep",
                         "\"copy_on_write\" gives each its own (vm.disk_mode, vm.floppy_mode)"};
    if (std::ranges::find(inputs, input.path, &input_file::path) == inputs.end()) inputs.push_back(input);
  }
}

loaded_scenario sweep_plan::beginning(const sweep& s, const scenario_request& options,
                                      const data_files& data) {
  for (const std::string& key : keys)
    if (const auto because = why_only_at_power_on(key))
      throw config_error{{s.file.string()},
                         key,
                         "acts only before the points part (from = \"" + from + "\"): " + *because,
                         "from = \"start\" makes whole runs"};
  scenario_request request = options;
  request.scenario = scenario;
  loaded_scenario loaded = load_scenario(request, data);
  note(loaded);
  return loaded;
}

sweep_plan::sweep_plan(const sweep& s, const scenario_request& options, const data_files& data)
    : scenario{s.scenario}, keys{s.keys}, from{s.from} {
  if (!s.file.empty()) inputs.push_back({"the sweep", s.file});
  point_identities identities;
  std::optional<loaded_scenario> first;
  std::string first_id;
  if (sweep_origin::from(from)->forked) {
    first = beginning(s, options, data);
    first_id = identities.of(*first);
  }
  std::optional<config_error> first_error;
  bool any_good = false;
  points.reserve(s.points.size());
  for (const sweep_point& point : s.points) {
    planned_point& planned = points.emplace_back(point);
    std::optional<loaded_scenario> loaded;
    try {
      loaded = load_scenario(request_for(point, scenario, options), data);
    } catch (const config_error& wrong) {
      planned.refused = wrong.what();
      planned.id = identities.of_refused(scenario, point.values, point.seed);
      if (!first_error) first_error = wrong;
      continue;
    }
    any_good = true;
    note(*loaded);
    if (first)
      for (const auto& [key, value] : point.values) refuse_change(first->what, loaded->what, key);
    planned.id = first ? identities.of_forked(first_id, from, *loaded) : identities.of(*loaded);
  }
  if (!any_good) throw *first_error;
}

}  // namespace trapline::exploration
