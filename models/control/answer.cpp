#include "models/control/answer.h"

#include <algorithm>
#include <cctype>
#include <vector>

#include "sim/report/text_table.h"

namespace trapline::control {

namespace {

std::string cell(const ordered_json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "-";
  if (value.is_boolean()) return value.get<bool>() ? "yes" : "no";
  if (value.is_number_unsigned()) return grouped(value.get<std::uint64_t>());
  if (value.is_number_float()) return fixed(value.get<double>(), 1);
  if (value.is_array()) {
    std::string all;
    for (const ordered_json& one : value) all += (all.empty() ? "" : ", ") + cell(one);
    return all.empty() ? "-" : all;
  }
  return value.dump();
}

/// "accesses_in" is the column ACCESSES IN, of numbers to the right.
std::string heading(std::string key, bool numbers) {
  std::ranges::transform(key, key.begin(),
                         [](unsigned char c) { return c == '_' ? ' ' : static_cast<char>(std::toupper(c)); });
  return numbers ? ">" + key : key;
}

std::string table_of(const ordered_json& rows) {
  std::vector<std::string> headings;
  for (const auto& [key, value] : rows.front().items())
    headings.push_back(heading(
        key, std::ranges::any_of(rows, [&](const ordered_json& row) { return row.at(key).is_number(); })));
  text_table t{headings};
  for (const ordered_json& row : rows) {
    std::vector<std::string> cells;
    for (const auto& [key, value] : row.items()) cells.push_back(cell(value));
    t.row(std::move(cells));
  }
  return t.text();
}

std::string in_words(const ordered_json& data) {
  if (data.is_null()) return {};
  if (data.is_array()) {
    if (data.empty()) return "none\n";
    return data.front().is_object() ? table_of(data) : cell(data) + "\n";
  }
  if (!data.is_object()) return cell(data) + "\n";
  std::string all;
  for (const auto& [key, value] : data.items()) all += key + ": " + cell(value) + "\n";
  return all;
}

}  // namespace

std::string answer::text() const {
  std::string all = words.empty() ? in_words(data) : words;
  if (!all.empty() && all.back() != '\n') all += '\n';
  return all;
}

}  // namespace trapline::control
