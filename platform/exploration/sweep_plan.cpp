#include "platform/exploration/sweep_plan.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <optional>
#include <span>
#include <thread>

#include "platform/configuration/running_changes.h"

namespace trapline::exploration {
namespace {

/// Points whose configurations are in memory at once, for each thread that reads them.
constexpr std::size_t portion = 16;

/// A point's configuration, or why there is none.
struct reading {
  std::optional<loaded_scenario> loaded;
  std::exception_ptr failed;

  void check() const {
    if (failed) std::rethrow_exception(failed);
  }
};

/// In the points' order, whoever read them.
std::vector<reading> read_all(std::span<const sweep_point> points, unsigned readers,
                              const std::function<loaded_scenario(const sweep_point&)>& read) {
  std::vector<reading> all(points.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t i = next++; i < points.size(); i = next++) try {
        all[i].loaded = read(points[i]);
      } catch (...) {
        all[i].failed = std::current_exception();
      }
  };
  std::vector<std::jthread> others;
  for (unsigned i = 1; i < readers; ++i) others.emplace_back(work);
  work();
  others.clear();
  return all;
}

}  // namespace

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

sweep_plan::sweep_plan(const sweep& s, const scenario_request& options, const data_files& data,
                       unsigned readers)
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
  const auto plan = [&](const sweep_point& point, const reading& read) {
    planned_point& planned = points.emplace_back(point);
    try {
      read.check();
    } catch (const config_error& wrong) {
      planned.refused = wrong.what();
      planned.id = identities.of_refused(scenario, point.values, point.seed);
      if (!first_error) first_error = wrong;
      return;
    }
    any_good = true;
    const loaded_scenario& loaded = *read.loaded;
    note(loaded);
    if (first)
      for (const auto& [key, value] : point.values) refuse_change(first->what, loaded.what, key);
    planned.id = first ? identities.of_forked(first_id, from, loaded) : identities.of(loaded);
  };
  for (std::span<const sweep_point> rest{s.points}; !rest.empty();) {
    const std::span<const sweep_point> some = rest.first(std::min(rest.size(), portion * readers));
    const std::vector<reading> read = read_all(some, readers, [&](const sweep_point& point) {
      return load_scenario(request_for(point, scenario, options), data);
    });
    for (std::size_t i = 0; i < some.size(); ++i) plan(some[i], read[i]);
    rest = rest.subspan(some.size());
  }
  if (!any_good) throw *first_error;
}

}  // namespace trapline::exploration
