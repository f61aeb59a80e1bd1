#include "models/control/read_json.h"

#include <algorithm>

#include "models/control/wrong_command.h"
#include "sim/configuration/nearest.h"
#include "sim/configuration/quantity.h"

namespace trapline::control {

namespace {

std::string_view type_of(argument_kind kind) {
  switch (kind) {
    case argument_kind::number:
      return "integer";
    case argument_kind::time:
      return "time";
    case argument_kind::settings:
      return "object";
    case argument_kind::word:
    case argument_kind::text:
      break;
  }
  return "string";
}

[[noreturn]] void wrong_type(const argument& a, const ordered_json& value) {
  const char* const right = a.kind == argument_kind::number     ? "an integer that is not negative"
                            : a.kind == argument_kind::time     ? "a string such as \"20 ms\""
                            : a.kind == argument_kind::settings ? "an object of keys with their values"
                                                                : "a string";
  throw wrong_command{"argument \"" + std::string{a.name} + "\" is " + value.dump(),
                      std::string{right} + " is needed"};
}

ordered_json settings_in(const argument& a, const ordered_json& value) {
  ordered_json all = ordered_json::array();
  for (const auto& [key, one] : value.items()) {
    if (one.is_structured() || one.is_null() || key.empty()) wrong_type(a, value);
    all.push_back(key + "=" + (one.is_string() ? one.get<std::string>() : one.dump()));
  }
  return all;
}

ordered_json checked(const argument& a, const ordered_json& value) {
  switch (a.kind) {
    case argument_kind::number:
      if (!value.is_number_unsigned()) wrong_type(a, value);
      return value;
    case argument_kind::time:
      if (!value.is_string() || !parse_time(value.get<std::string>())) wrong_type(a, value);
      return value;
    case argument_kind::settings:
      if (!value.is_object()) wrong_type(a, value);
      return settings_in(a, value);
    case argument_kind::word:
      if (!value.is_string() ||
          value.get<std::string>().find_first_of(std::string{"\n\r\0", 3}) != std::string::npos)
        wrong_type(a, value);
      return value;
    case argument_kind::text:
      if (!value.is_string()) wrong_type(a, value);
      return value;
  }
  return value;
}

}  // namespace

request read_json(const command& c, const ordered_json& arguments, const system_view& v) {
  if (!arguments.is_object())
    throw wrong_command{"the arguments are " + arguments.dump(), "an object is needed"};
  std::vector<std::string> known;
  for (const argument& a : c.arguments) known.emplace_back(a.name);
  for (const auto& [name, value] : arguments.items())
    if (std::ranges::find(known, name) == known.end())
      throw wrong_command{std::string{c.name} + " has no argument \"" + name + "\"",
                          known.empty() ? "it takes none" : suggestion(name, known)};
  ordered_json given = ordered_json::object();
  for (const argument& a : c.arguments) {
    const std::string name{a.name};
    if (arguments.contains(name))
      given[name] = checked(a, arguments[name]);
    else if (a.needed)
      throw wrong_command{std::string{c.name} + ": argument \"" + name + "\" is missing", c.usage()};
    else if (a.first_vm && !v.vms.empty())
      given[name] = v.vms.front().name;
  }
  return {c, std::move(given)};
}

ordered_json schema_of_commands() {
  ordered_json all = ordered_json::array();
  for (const command& c : commands()) {
    ordered_json arguments = ordered_json::array();
    for (const argument& a : c.arguments)
      arguments.push_back(
          {{"name", a.name}, {"type", type_of(a.kind)}, {"optional", !a.needed}, {"help", a.help}});
    all.push_back({{"name", c.name}, {"summary", c.summary}, {"usage", c.usage()}, {"arguments", arguments}});
  }
  return all;
}

}  // namespace trapline::control
