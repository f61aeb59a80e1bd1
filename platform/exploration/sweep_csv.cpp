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
std::set<std::string> metric_names(const row_walk& rows) {
  std::set<std::string> names;
  rows([&](const point_row& row) {
    for (const auto& [name, value] : row.found) names.insert(name);
  });
  return names;
}

template <class Value, class Text>
std::string field(const std::vector<std::pair<std::string, Value>>& of, const std::string& name, Text text) {
  const auto found = std::ranges::find(of, name, &std::pair<std::string, Value>::first);
  return found == of.end() ? "" : text(found->second);
}

}  // namespace

void write_sweep_csv(const std::vector<std::string>& keys, const row_walk& rows,
                     const std::function<void(const std::string&)>& write) {
  const std::set<std::string> names = metric_names(rows);
  std::string head = "point,";
  for (const std::string& key : keys) head += quoted(key) + ",";
  head += "seed,end,code";
  for (const std::string& name : names) head += "," + name;
  write(head + "\n");
  rows([&](const point_row& row) {
    std::string line = row.id.substr(0, 16) + ",";
    for (const std::string& key : keys) line += field(row.point.values, key, quoted) + ",";
    line += std::to_string(row.point.seed) + "," + quoted(row.reason) + "," + std::to_string(row.code);
    for (const std::string& name : names) line += "," + field(row.found, name, number);
    write(line + "\n");
  });
}

}  // namespace trapline::exploration
