#include "platform/command_line/compared_columns.h"

#include <algorithm>
#include <optional>
#include <sstream>

#include "platform/configuration/file_name.h"
#include "sim/configuration/nearest.h"

namespace trapline {
namespace {

constexpr std::string_view no_monitor = "native";

std::string trimmed(const std::string& text) {
  const auto first = text.find_first_not_of(" \t");
  return first == std::string::npos ? "" : text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream in{text};
  for (std::string part; std::getline(in, part, at);) parts.push_back(trimmed(part));
  return parts;
}

/// Of two values for one key, one would be dropped without a word.
void refuse_twice(const std::vector<option_value>& settings, const std::string& given) {
  for (auto a = settings.begin(); a != settings.end(); ++a)
    if (std::any_of(settings.begin(), a, [&](const option_value& b) { return b.key == a->key; }))
      throw config_error{
          {"command line"}, given, "gives " + a->key + " twice", "a column has one value for each key"};
}

/// The first of the places that single devices are put into says which platform they are on.
platform_kind platform_with(const std::string& place_name) {
  const auto at = place_named(place_name);
  for (const platform_kind kind : {platform_kind::hybrid, platform_kind::hosted, platform_kind::native})
    if (at && std::ranges::find(places_of(kind), *at) != places_of(kind).end()) return kind;
  return platform_kind::hybrid;  // there is no such place: loading the scenario says so
}

std::string base_line_of(platform_kind kind) {
  return kind == platform_kind::hybrid ? "service-os" : kind == platform_kind::hosted ? "user" : "";
}

column_request place_column(const std::string& text, const data_files& data) {
  const std::string option = "--place";
  std::optional<std::string> name;
  std::vector<option_value> devices;
  for (const std::string& part : split(text, ',')) {
    const std::size_t equals = part.find('=');
    if (part.empty() || equals == 0 || equals + 1 == part.size() || (equals == part.npos && name))
      throw config_error{{"command line"},
                         option + " " + text,
                         "is no placement",
                         "a name, or DEVICE=PLACE[,DEVICE=PLACE...] is needed"};
    if (equals == part.npos)
      name = part;
    else
      devices.push_back({option, "vm.place." + part.substr(0, equals), part.substr(equals + 1)});
  }
  refuse_twice(devices, option + " " + text);
  if (!name && devices.empty())
    throw config_error{{"command line"}, option, "is empty", "a placement's name, or DEVICE=PLACE is needed"};
  const std::vector<std::string> known = data.names_of("placements");
  if (name && *name != no_monitor && !is_path(*name) && std::ranges::find(known, *name) == known.end())
    throw config_error{{"command line"},
                       option + " " + text,
                       "there is no placement \"" + *name + "\"",
                       suggestion(*name, known)};
  platform_kind kind = platform_kind::native;
  if (name && *name != no_monitor)
    kind = load_placement(is_path(*name) ? std::filesystem::path{*name}
                                         : data.find("placements", *name, "placement"))
               .kind;
  else if (!name)
    kind = platform_with(devices.front().value);
  column_request column{text, {{option, "platform.kind", std::string{name_of(kind)}}}};
  if (kind != platform_kind::native)
    column.settings.push_back({option, "vm.placement", name ? *name : base_line_of(kind)});
  column.settings.insert(column.settings.end(), devices.begin(), devices.end());
  return column;
}

column_request free_column(const std::string& text) {
  const std::string option = "--column";
  const auto wrong = [&](const std::string& what) {
    return config_error{
        {"command line"}, option + " \"" + text + "\"", what, "\"LABEL: KEY=VALUE; KEY=VALUE\" is needed"};
  };
  const std::size_t colon = text.find(':');
  if (colon == text.npos || trimmed(text.substr(0, colon)).empty()) throw wrong("has no label");
  column_request column{trimmed(text.substr(0, colon)), {}};
  for (const std::string& part : split(text.substr(colon + 1), ';')) {
    const std::size_t equals = part.find('=');
    if (part.empty()) continue;
    if (equals == part.npos || equals == 0) throw wrong("has \"" + part + "\", which is no KEY=VALUE");
    column.settings.push_back({option, trimmed(part.substr(0, equals)), trimmed(part.substr(equals + 1))});
  }
  refuse_twice(column.settings, option + " \"" + text + "\"");
  return column;
}

/// Without the names of placements: what they come to stands device by device.
std::vector<std::pair<std::string, setting_value>> effects_of(const scenario& s) {
  auto all = s.resolved;
  std::erase_if(all, [](const auto& setting) { return setting.first.ends_with(".placement"); });
  return all;
}

}  // namespace

column_request column_for(const column_option& option, const data_files& data) {
  return option.of == column_option::kind::place ? place_column(option.text, data) : free_column(option.text);
}

std::size_t checked_base(const std::vector<column_request>& columns, const std::vector<scenario>& points,
                         const std::string& base) {
  if (columns.size() < 2)
    throw config_error{{"command line"},
                       "--place",
                       "is given " + std::string{columns.empty() ? "nowhere" : "once"},
                       "two architectures or more are compared, each by --place or --column"};
  for (std::size_t i = 0; i < columns.size(); ++i)
    for (std::size_t k = 0; k < i; ++k) {
      if (columns[i].label == columns[k].label)
        throw config_error{{"command line"},
                           "\"" + columns[i].label + "\"",
                           "is given twice",
                           "each column needs a label of its own"};
      if (effects_of(points[i]) == effects_of(points[k]))
        throw config_error{{"command line"},
                           "\"" + columns[i].label + "\"",
                           "is the same as \"" + columns[k].label + "\"",
                           "columns differ in a key or more"};
    }
  if (base.empty()) return 0;
  const auto at = std::ranges::find(columns, base, &column_request::label);
  if (at == columns.end()) {
    std::vector<std::string> labels;
    for (const column_request& c : columns) labels.push_back(c.label);
    throw config_error{
        {"command line"}, "--base", "there is no column \"" + base + "\"", suggestion(base, labels)};
  }
  return static_cast<std::size_t>(at - columns.begin());
}

}  // namespace trapline
