#include "sim/configuration/toml_reader.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <system_error>

#include "sim/configuration/nearest.h"

namespace trapline {
namespace {

constexpr std::uintmax_t largest_file = 4 << 20;
/// Each dot of a key is a table in a table, and toml++ 3.3 lets them be as deep as the stack is not.
constexpr std::ptrdiff_t most_dots_in_a_line = 200;

/// A table that is based on another file's has values of both, which know where they stand.
file_position position(const std::string& file, const toml::source_region& region) {
  return {region.path ? *region.path : file, region.begin.line, region.begin.column};
}

void check_depth_of_keys(const std::string& file, const std::string& content) {
  std::istringstream lines{content};
  std::uint32_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (std::ranges::count(line, '.') > most_dots_in_a_line)
      throw config_error{{file, number},
                         "",
                         "there are more than 200 dots in this line",
                         "a key of fewer parts, or a text of several lines, is needed"};
  }
}

}  // namespace

toml::table parse_toml_file(const std::filesystem::path& path) {
  const file_position whole{path.string()};
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error))
    throw config_error{whole, "", "is not a file that can be read", "name a TOML file"};
  if (std::filesystem::file_size(path, error) > largest_file)
    throw config_error{whole, "", "is larger than 4 MiB", "name a TOML file"};
  std::ifstream in{path, std::ios::binary};
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) throw config_error{whole, "", "cannot be read", "check its permissions"};
  check_depth_of_keys(path.string(), content.str());
  try {
    return toml::parse(content.str(), path.string());
  } catch (const toml::parse_error& wrong) {
    throw config_error{position(path.string(), wrong.source()), "", std::string{wrong.description()}, ""};
  }
}

std::string_view kind_of(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a decimal number";
    case toml::node_type::boolean:
      return "a truth value";
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    default:
      return "a date or time";
  }
}

table_reader::table_reader(const toml::table& table, std::string file, std::string prefix)
    : table_{&table}, file_{std::move(file)}, prefix_{std::move(prefix)} {}

void table_reader::only(const std::vector<std::string>& known) const {
  for (const std::string& key : keys())
    if (std::ranges::find(known, key) == known.end()) fail(key, "unknown key", suggestion(key, known));
}

const toml::node* table_reader::find(std::string_view key) const { return table_->get(key); }

const toml::node& table_reader::need(std::string_view key) const {
  if (const toml::node* node = find(key)) return *node;
  throw config_error{position(file_, table_->source()), prefix_ + std::string{key}, "is missing",
                     "it has to be given"};
}

std::string table_reader::text(std::string_view key) const {
  need(key);
  return *text_if(key);
}

std::optional<std::string> table_reader::text_if(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (const auto value = node->value_exact<std::string>()) return value;
  fail(key, "is " + std::string{kind_of(*node)}, "a string is needed");
}

std::vector<std::string> table_reader::texts_if(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return {};
  const toml::array* array = node->as_array();
  if (array == nullptr) return {text(key)};
  std::vector<std::string> all;
  for (const toml::node& element : *array) {
    const auto value = element.value_exact<std::string>();
    if (!value) fail(key, "holds " + std::string{kind_of(element)}, "only strings can stand in it");
    all.push_back(*value);
  }
  return all;
}

std::uint64_t table_reader::integer(std::string_view key, std::uint64_t least, std::uint64_t most) const {
  need(key);
  return *integer_if(key, least, most);
}

std::optional<std::uint64_t> table_reader::integer_if(std::string_view key, std::uint64_t least,
                                                      std::uint64_t most) const {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  const std::string right =
      "an integer from " + std::to_string(least) + " to " + std::to_string(most) + " is needed";
  const auto value = node->value_exact<std::int64_t>();
  if (!value) fail(key, "is " + std::string{kind_of(*node)}, right);
  if (*value < 0 || static_cast<std::uint64_t>(*value) < least || static_cast<std::uint64_t>(*value) > most)
    fail(key, "is " + std::to_string(*value), right);
  return static_cast<std::uint64_t>(*value);
}

bool table_reader::boolean(std::string_view key) const {
  const toml::node& node = need(key);
  if (const auto value = node.value_exact<bool>()) return *value;
  fail(key, "is " + std::string{kind_of(node)}, "true or false is needed");
}

std::uint64_t table_reader::fixed_point(std::string_view key, std::uint64_t per_unit,
                                        std::uint64_t most) const {
  const toml::node& node = need(key);
  const std::string right = "a number from 0 to " + std::to_string(most) + " is needed";
  if (!node.is_number()) fail(key, "is " + std::string{kind_of(node)}, right);
  const double value = *node.value<double>();
  if (!std::isfinite(value) || value < 0 || value > static_cast<double>(most)) {
    std::ostringstream shown;
    shown << "is " << value;
    fail(key, shown.str(), right);
  }
  return static_cast<std::uint64_t>(std::llround(value * static_cast<double>(per_unit)));
}

table_reader table_reader::table(std::string_view key) const {
  need(key);
  return *table_if(key);
}

std::optional<table_reader> table_reader::table_if(std::string_view key) const {
  const toml::node* node = find(key);
  if (node == nullptr) return std::nullopt;
  if (!node->is_table()) fail(key, "is " + std::string{kind_of(*node)}, "a table is needed");
  return table_reader{*node->as_table(), file_, prefix_ + std::string{key} + "."};
}

std::vector<std::string> table_reader::keys() const {
  std::vector<std::pair<toml::source_position, std::string>> placed;
  for (const auto& [key, node] : *table_) placed.emplace_back(key.source().begin, std::string{key.str()});
  std::ranges::sort(placed, [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> all;
  for (auto& [at, key] : placed) all.push_back(std::move(key));
  return all;
}

file_position table_reader::where(std::string_view key) const {
  for (const auto& [known, node] : *table_)
    if (known.str() == key) return position(file_, known.source());
  return position(file_, table_->source());
}

void table_reader::fail(std::string_view key, const std::string& wrong, const std::string& right) const {
  throw config_error{where(key), prefix_ + std::string{key}, wrong, right};
}

}  // namespace trapline
