#include "sim/results/results_schema.h"

#include <type_traits>

#include "sim/results/results.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

using json = nlohmann::ordered_json;

/// What a value of the type is.
template <class Value>
struct schema_of {
  static json type() {
    if constexpr (std::is_same_v<Value, double>)
      return {{"type", "number"}};
    else if constexpr (std::is_unsigned_v<Value>)
      return {{"type", "integer"}, {"minimum", 0}};
    else if constexpr (std::is_integral_v<Value>)
      return {{"type", "integer"}};
    else if constexpr (std::is_same_v<Value, direction>)
      return {{"enum", {"in", "out"}}};
    else if constexpr (std::is_same_v<Value, setting_value>)
      return {{"type", {"string", "integer", "number", "boolean"}}};
    else
      return {{"type", "string"}};
  }
};

template <class Value>
struct schema_of<std::optional<Value>> {
  static json type() { return {{"anyOf", {schema_of<Value>::type(), {{"type", "null"}}}}}; }
};

json object() {
  return {{"type", "object"},
          {"properties", json::object()},
          {"required", json::array()},
          {"additionalProperties", false}};
}

json array_of(json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

void add(json& to, const std::string& name, json what) {
  to["properties"][name] = std::move(what);
  to["required"].push_back(name);
}

json cycle_figures_schema(bool whole) {
  json all = object();
  for (const cycle_figure& f : cycle_figures_named)
    add(all, std::string{f.name},
        whole && f.is_stored() ? schema_of<std::uint64_t>::type() : schema_of<double>::type());
  return all;
}

json steps_schema() {
  json cycles = object();
  add(cycles, "mean", schema_of<double>::type());
  add(cycles, "total", schema_of<std::uint64_t>::type());
  json one = object();
  add(one, "block", {{"type", "string"}, {"pattern", "^[0-9]*$"}});
  add(one, "step", schema_of<std::string>::type());
  add(one, "count", schema_of<std::uint64_t>::type());
  add(one, "cycles", cycles);
  return array_of(one);
}

/// Adds a row's fields to an object's schema.
template <class Row>
struct field_schemas {
  json& to;

  template <class Value>
  void operator()(const key_field<Row, Value>& f) const {
    add(to, std::string{f.name}, schema_of<Value>::type());
  }
  template <class Value>
  void operator()(const value_field<Row, Value>& f) const {
    add(to, with_unit(f.name, f.in), schema_of<Value>::type());
  }
  template <class... Fields>
  void operator()(const object_field<Fields...>& f) const {
    json within = object();
    std::apply([&](const auto&... each) { (field_schemas{within}(each), ...); }, f.fields);
    add(to, std::string{f.name}, within);
  }
  template <class Value>
  void operator()(const optional_field<Row, Value>& f) const {
    to["properties"][std::string{f.name}] = row<Value>();
  }
  template <class Value>
  void operator()(const map_field<Row, Value>& f) const {
    add(to, std::string{f.name}, {{"type", "object"}, {"additionalProperties", schema_of<Value>::type()}});
  }
  template <class Value>
  void operator()(const list_field<Row, Value>& f) const {
    to["properties"][std::string{f.name}] = array_of(row<Value>());
  }
  void operator()(const latency_field<Row>& f) const {
    json apart = object();
    json& within = f.name.empty() ? to : apart;
    add(within, "count", schema_of<std::uint64_t>::type());
    add(within, "cycles", cycle_figures_schema(true));
    if (f.steps != nullptr) {
      add(within, "ns", cycle_figures_schema(false));
      add(within, "steps", steps_schema());
    }
    if (!f.name.empty()) add(to, std::string{f.name}, apart);
  }
  void operator()(const steps_field<Row>& f) const { add(to, std::string{f.name}, steps_schema()); }

  template <class Other>
  static json row() {
    json all = object();
    for_each_field<Other>(field_schemas<Other>{all});
    return all;
  }
};

template <class Section>
void add_section(json& all, const single_section& declared) {
  add(all, std::string{declared.key}, field_schemas<Section>::template row<Section>());
}

template <class Section, class Row>
void add_section(json& all, const rows_section<Section, Row>& declared) {
  const std::string key{declared.key};
  json rows = array_of(field_schemas<Row>::template row<Row>());
  if (declared.only_if_any)
    all["properties"][key] = std::move(rows);
  else
    add(all, key, std::move(rows));
}

template <class Section, class Value>
void add_section(json& all, const map_field<Section, Value>& declared) {
  field_schemas<Section>{all}(declared);
}

}  // namespace

json results_schema() {
  json all{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
           {"title", "What a run of trapline found out, as --json writes it"}};
  all.update(object());
  add(all, "schema", {{"const", results_schema_name}});
  const results any;
  results::for_each(any, [&]<class Section>(const Section&) {
    if constexpr (requires { Section::declared; }) add_section<Section>(all, Section::declared);
  });
  return all;
}

}  // namespace trapline
