#include "platform/exploration/sweep_page.h"

#include <algorithm>
#include <map>

#include "sim/comparison/estimate.h"

namespace trapline::exploration {
namespace {

using json = nlohmann::ordered_json;

/// Every key with its value; "" where the point does not set it.
json settings_of(const settings& values, const std::vector<std::string>& keys) {
  json all = json::object();
  for (const std::string& key : keys) {
    const auto found = std::ranges::find(values, key, &settings::value_type::first);
    all[key] = found == values.end() ? "" : found->second;
  }
  return all;
}

json combination(const std::vector<const point_row*>& rows, const std::vector<std::string>& keys) {
  std::map<std::string, std::vector<double>> by_name;
  for (const point_row* row : rows)
    for (const auto& [name, value] : row->found) by_name[name].push_back(value);
  json means = json::object();
  for (const auto& [name, values] : by_name) means[name] = estimate_of(values).mean;
  return {{"settings", settings_of(rows.front()->point.values, keys)},
          {"seeds", rows.size()},
          {"work_half_width", estimate_of(by_name.at("work_ns")).half_width},
          {"metrics", std::move(means)}};
}

}  // namespace

nlohmann::ordered_json sweep_page(const std::string& scenario, const std::string& from,
                                  const std::vector<std::string>& keys, const std::vector<point_row>& rows) {
  std::vector<const settings*> order;
  std::map<settings, std::vector<const point_row*>> combinations;
  json failed = json::array(), points = json::array();
  for (const point_row& row : rows) {
    if (!row.done) {
      failed.push_back({{"settings", settings_of(row.point.values, keys)},
                        {"seed", row.point.seed},
                        {"reason", row.reason}});
      continue;
    }
    const auto [at, is_new] = combinations.try_emplace(row.point.values);
    if (is_new) order.push_back(&at->first);
    at->second.push_back(&row);
  }
  for (const settings* one : order) points.push_back(combination(combinations.at(*one), keys));
  return {{"schema", "trapline.sweep-page/1"}, {"scenario", scenario},       {"from", from}, {"keys", keys},
          {"points", std::move(points)},       {"failed", std::move(failed)}};
}

}  // namespace trapline::exploration
