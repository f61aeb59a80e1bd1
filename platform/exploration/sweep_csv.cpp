#include "platform/exploration/sweep_csv.h"

#include <algorithm>
#include <cstdio>
#include <set>

namespace trapline::exploration {
namespace {

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\n\r") == std::string::npos) return field;
  std::string all = "\"";
  for (const char c : field) all += c == '"' ? "\"\"" : std::string(1, c);
  return all + "\"";
}

/// Whole numbers whole, the others with three decimals, as everywhere.
std::string number(double value) {
  char text[64];
  const bool whole = value == static_cast<double>(static_cast<std::int64_t>(value));
  std::snprintf(text, sizeof text, whole ? "%.0f" : "%.3f", value);
  return text;
}

/// Every metric that some row has, by name.
std::vector<std::string> metric_names(const std::vector<point_row>& rows) {
  std::vector<std::string> names;
  std::set<std::string> known;
  for (const point_row& row : rows)
    for (const auto& [name, value] : row.found)
      if (known.insert(name).second) names.push_back(name);
  std::ranges::sort(names);
  return names;
}

template <class Value, class Text>
std::string field(const std::vector<std::pair<std::string, Value>>& of, const std::string& name, Text text) {
  const auto found = std::ranges::find(of, name, &std::pair<std::string, Value>::first);
  return found == of.end() ? "" : text(found->second);
}

}  // namespace

std::string sweep_csv(const std::vector<std::string>& keys, const std::vector<point_row>& rows) {
  const std::vector<std::string> names = metric_names(rows);
  std::string all = "point,";
  for (const std::string& key : keys) all += quoted(key) + ",";
  all += "seed,end,code";
  for (const std::string& name : names) all += "," + name;
  all += "\n";
  for (const point_row& row : rows) {
    all += row.id.substr(0, 16) + ",";
    for (const std::string& key : keys) all += field(row.point.values, key, quoted) + ",";
    all += std::to_string(row.point.seed) + "," + quoted(row.reason) + "," + std::to_string(row.code);
    for (const std::string& name : names) all += "," + field(row.found, name, number);
    all += "\n";
  }
  return all;
}

}  // namespace trapline::exploration
