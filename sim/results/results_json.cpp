#include "sim/results/results_json.h"

#include <stdexcept>

#include "sim/results/json_value.h"

namespace trapline {
namespace {

ordered_json nanoseconds(const cycle_figures& f, std::uint64_t clock_hz) {
  ordered_json all;
  for (const cycle_figure& one : cycle_figures_named)
    all[std::string{one.name}] = rounded(clock_hz == 0 ? 0 : one.of(f) * 1e9 / static_cast<double>(clock_hz));
  return all;
}

ordered_json cycles_of(const cycle_figures& f) {
  ordered_json all;
  for (const cycle_figure& one : cycle_figures_named) {
    ordered_json& value = all[std::string{one.name}];
    if (one.is_stored())
      value = f.*one.stored;
    else
      value = rounded(one.of(f));
  }
  return all;
}

ordered_json steps_of(const std::vector<step_figures>& steps) {
  ordered_json all = ordered_json::array();
  for (const step_figures& s : steps)
    all.push_back({{"block", s.block_name()},
                   {"step", s.what},
                   {"count", s.count},
                   {"cycles", {{"mean", rounded(s.mean())}, {"total", s.total}}}});
  return all;
}

/// An array of [least value, count, sum above it].
ordered_json distribution_of(const cycle_figures& f) {
  ordered_json all = ordered_json::array();
  for (const histogram_slot& s : f.distribution) all.push_back({s.low, s.count, s.above});
  return all;
}

/// How numbers become JSON.
struct json_form {
  std::uint64_t clock_hz;
  json_detail detail;
};

/// Writes the fields of a row into an object.
template <class Row>
class row_writer {
 public:
  row_writer(ordered_json& to, const Row& row, json_form form) : to_{to}, row_{row}, form_{form} {}

  template <class Value>
  void operator()(const key_field<Row, Value>& f) const {
    to_[std::string{f.name}] = json_of(row_.*f.member);
  }
  template <class Value>
  void operator()(const value_field<Row, Value>& f) const {
    to_[with_unit(f.name, f.in)] = json_of(row_.*f.member);
  }
  template <class... Fields>
  void operator()(const object_field<Fields...>& f) const {
    ordered_json& object = to_[std::string{f.name}];
    const row_writer within{object, row_, form_};
    std::apply([&](const auto&... each) { (within(each), ...); }, f.fields);
  }
  template <class Value>
  void operator()(const optional_field<Row, Value>& f) const {
    const auto& member = row_.*f.member;
    if (member) write(to_[std::string{f.name}], *member);
  }
  template <class Value>
  void operator()(const map_field<Row, Value>& f) const {
    ordered_json& object = to_[std::string{f.name}] = ordered_json::object();
    for (const auto& [key, value] : row_.*f.member) object[key] = json_of(value);
  }
  template <class Value>
  void operator()(const list_field<Row, Value>& f) const {
    for (const Value& one : row_.*f.member) write(to_[std::string{f.name}].emplace_back(), one);
  }
  void operator()(const latency_field<Row>& f) const {
    ordered_json& object = f.name.empty() ? to_ : to_[std::string{f.name}];
    const cycle_figures& took = row_.*f.took;
    object["count"] = took.count;
    object["cycles"] = cycles_of(took);
    if (form_.detail == json_detail::distributions) object["distribution"] = distribution_of(took);
    if (f.steps == nullptr) return;
    object["ns"] = nanoseconds(took, form_.clock_hz);
    object["steps"] = steps_of(row_.*f.steps);
  }
  void operator()(const steps_field<Row>& f) const { to_[std::string{f.name}] = steps_of(row_.*f.steps); }

 private:
  template <class Other>
  void write(ordered_json& to, const Other& row) const {
    for_each_field<Other>(row_writer<Other>{to, row, form_});
  }

  ordered_json& to_;
  const Row& row_;
  json_form form_;
};

template <class Section>
void write(ordered_json& all, const Section& s, const single_section& declared, json_form form) {
  for_each_field<Section>(row_writer<Section>{all[std::string{declared.key}], s, form});
}

template <class Section, class Row>
void write(ordered_json& all, const Section& s, const rows_section<Section, Row>& declared, json_form form) {
  if (declared.only_if_any && (s.*declared.rows).empty()) return;
  ordered_json& rows = all[std::string{declared.key}] = ordered_json::array();
  for (const Row& row : s.*declared.rows)
    for_each_field<Row>(row_writer<Row>{rows.emplace_back(), row, form});
}

template <class Section, class Value>
void write(ordered_json& all, const Section& s, const map_field<Section, Value>& declared, json_form form) {
  row_writer<Section>{all, s, form}(declared);
}

}  // namespace

ordered_json to_json(const results& r, json_detail detail) {
  ordered_json all;
  all["schema"] = results_schema_name;
  results::for_each(r, [&](const auto& section) {
    if constexpr (requires { section.declared; })
      write(all, section, section.declared, json_form{r.profile.clock_hz, detail});
  });
  return all;
}

std::string text_of(const ordered_json& value) {
  return value.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace trapline
