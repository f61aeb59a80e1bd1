/// Single values of the results in JSON, and back.
#pragma once

#include <optional>
#include <string>

#include <nlohmann/json.hpp>

#include "sim/configuration/setting_value.h"
#include "sim/results/declaration.h"

namespace trapline {

using ordered_json = nlohmann::ordered_json;

template <class Value>
ordered_json json_of(const Value& v) {
  return v;
}
inline ordered_json json_of(double v) { return rounded(v); }
inline ordered_json json_of(direction d) { return d == direction::in ? "in" : "out"; }
template <class Value>
ordered_json json_of(const std::optional<Value>& v) {
  return v ? json_of(*v) : ordered_json(nullptr);
}
inline ordered_json json_of(const setting_value& v) {
  return std::visit([](const auto& held) { return ordered_json(held); }, v);
}

template <class Value>
void read(const ordered_json& from, Value& v) {
  v = from.get<Value>();
}
inline void read(const ordered_json& from, direction& d) {
  d = from.get<std::string>() == "in" ? direction::in : direction::out;
}
template <class Value>
void read(const ordered_json& from, std::optional<Value>& v) {
  if (from.is_null())
    v.reset();
  else
    read(from, v.emplace());
}
inline void read(const ordered_json& from, setting_value& v) {
  if (from.is_boolean())
    v = from.get<bool>();
  else if (from.is_number_integer())
    v = from.get<std::int64_t>();
  else if (from.is_number())
    v = from.get<double>();
  else
    v = from.get<std::string>();
}

}  // namespace trapline
