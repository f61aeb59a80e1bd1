#include "platform/exploration/sweep_plan.h"

#include <algorithm>
#include <optional>
#include <set>

namespace trapline::exploration {
scenario_request request_for(const sweep_point& point, const std::string& scenario, const scenario_request& from) {
  scenario_request request = from;
  request.scenario = scenario;
  for (const auto& [key, value] : point.values) request.options.push_back({"point", key, value});
  request.options.push_back({"point", "seed", std::to_string(point.seed)});
  return request;
}

sweep_plan::sweep_plan(const sweep& s, const scenario_request& options, const data_files& data)
    : scenario{s.scenario}, keys{s.keys} {
  inputs.push_back({"the sweep", s.file});
  point_identities identities;
  std::set<std::filesystem::path> read;
  std::optional<config_error> first_error;
  bool any_good = false;
  points.reserve(s.points.size());
  for (const sweep_point& point : s.points) {
    planned_point& planned = points.emplace_back(point);
    try {
      const loaded_scenario loaded = load_scenario(request_for(point, scenario, options), data);
      planned.id = identities.of(loaded);
      any_good = true;
      std::uint64_t memory = 0;
      for (const vm_settings& vm : loaded.what.vms) memory += vm.memory_bytes;
      most_memory = std::max(most_memory, memory);
      for (const input_file& input : loaded.inputs)
        if (read.insert(input.path).second) inputs.push_back(input);
    } catch (const config_error& wrong) {
      planned.refused = wrong.what();
      planned.id = identities.of_refused(scenario, point.values, point.seed);
      if (!first_error) first_error = wrong;
    }
  }
  if (!any_good) throw *first_error;
}

}  // namespace trapline::exploration
