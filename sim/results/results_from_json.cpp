#include <stdexcept>

#include "sim/results/json_value.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

void read_figures(const ordered_json& from, cycle_figures& f) {
  read(from.at("count"), f.count);
  const ordered_json& cycles = from.at("cycles");
  for (const cycle_figure& one : cycle_figures_named)
    if (one.is_stored()) read(cycles.at(std::string{one.name}), f.*one.stored);
  if (!from.contains("distribution")) return;
  for (const ordered_json& slot : from.at("distribution"))
    f.distribution.push_back({slot.at(0), slot.at(1), slot.at(2)});
}

void read_steps(const ordered_json& from, std::vector<step_figures>& steps) {
  for (const ordered_json& s : from) {
    step_figures& one = steps.emplace_back();
    const std::string in = s.at("block");
    if (!in.empty()) one.in = static_cast<block>(std::stoul(in));
    read(s.at("step"), one.what);
    read(s.at("count"), one.count);
    read(s.at("cycles").at("total"), one.total);
  }
}

/// Reads the fields of a row from an object.
template <class Row>
class row_reader {
 public:
  row_reader(const ordered_json& from, Row& row) : from_{from}, row_{row} {}

  template <class Value>
  void operator()(const key_field<Row, Value>& f) const {
    read(from_.at(std::string{f.name}), row_.*f.member);
  }
  template <class Value>
  void operator()(const value_field<Row, Value>& f) const {
    read(from_.at(with_unit(f.name, f.in)), row_.*f.member);
  }
  template <class... Fields>
  void operator()(const object_field<Fields...>& f) const {
    const row_reader within{from_.at(std::string{f.name}), row_};
    std::apply([&](const auto&... each) { (within(each), ...); }, f.fields);
  }
  template <class Value>
  void operator()(const optional_field<Row, Value>& f) const {
    if (from_.contains(std::string{f.name}))
      read_row(from_.at(std::string{f.name}), (row_.*f.member).emplace());
  }
  template <class Value>
  void operator()(const map_field<Row, Value>& f) const {
    for (const auto& [key, value] : from_.at(std::string{f.name}).items())
      read(value, (row_.*f.member).emplace_back(key, Value{}).second);
  }
  template <class Value>
  void operator()(const list_field<Row, Value>& f) const {
    if (!from_.contains(std::string{f.name})) return;
    for (const ordered_json& one : from_.at(std::string{f.name}))
      read_row(one, (row_.*f.member).emplace_back());
  }
  void operator()(const latency_field<Row>& f) const {
    const ordered_json& object = f.name.empty() ? from_ : from_.at(std::string{f.name});
    read_figures(object, row_.*f.took);
    if (f.steps != nullptr) read_steps(object.at("steps"), row_.*f.steps);
  }
  void operator()(const steps_field<Row>& f) const {
    read_steps(from_.at(std::string{f.name}), row_.*f.steps);
  }

 private:
  template <class Other>
  static void read_row(const ordered_json& from, Other& row) {
    for_each_field<Other>(row_reader<Other>{from, row});
  }

  const ordered_json& from_;
  Row& row_;
};

template <class Section>
void read_section(const ordered_json& all, Section& s, const single_section& declared) {
  for_each_field<Section>(row_reader<Section>{all.at(std::string{declared.key}), s});
}

template <class Section, class Row>
void read_section(const ordered_json& all, Section& s, const rows_section<Section, Row>& declared) {
  if (declared.only_if_any && !all.contains(std::string{declared.key})) return;
  for (const ordered_json& row : all.at(std::string{declared.key}))
    for_each_field<Row>(row_reader<Row>{row, (s.*declared.rows).emplace_back()});
}

template <class Section, class Value>
void read_section(const ordered_json& all, Section& s, const map_field<Section, Value>& declared) {
  row_reader<Section>{all, s}(declared);
}

}  // namespace

results results_from_json(const ordered_json& all) {
  if (all.at("schema") != results_schema_name)
    throw std::invalid_argument{"not " + std::string{results_schema_name}};
  results r;
  results::for_each(r, [&](auto& section) {
    if constexpr (requires { section.declared; }) read_section(all, section, section.declared);
  });
  return r;
}

}  // namespace trapline
