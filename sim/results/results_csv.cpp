#include "sim/results/results_csv.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <type_traits>

#include "sim/results/settings.h"

namespace trapline {
namespace {

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\n\r") == std::string::npos) return field;
  std::string all = "\"";
  for (const char c : field) all += c == '"' ? "\"\"" : std::string(1, c);
  return all + "\"";
}

std::string text_of(const std::string& v) { return v; }
std::string text_of(direction d) { return d == direction::in ? "in" : "out"; }
std::string text_of(double v) {
  char text[64];
  std::snprintf(text, sizeof text, "%.3f", rounded(v));
  return text;
}
template <class Whole>
std::string text_of(Whole v) {
  return std::to_string(v);
}

/// What all rows of a run begin with, and what makes its cycles nanoseconds.
struct csv_run {
  std::string beginning;  ///< label, profile, seed
  std::uint64_t clock_hz;

  /// "" for what is no time.
  std::string in_ns(unit in, double value) const {
    if (in == unit::cycles && clock_hz != 0) return text_of(value * 1e9 / static_cast<double>(clock_hz));
    if (in == unit::s) return text_of(value * 1e9);
    return "";
  }
};

/// The columns that rows of one subject share: section, and the keys by csv_column.
struct subject {
  const csv_run& of;
  std::string section;
  std::array<std::string, 4> keys;

  std::string& key(csv_column c) { return keys[static_cast<std::size_t>(c)]; }
};

template <class Value>
std::string nanoseconds_of(const csv_run& run, unit in, const Value& value) {
  if (in == unit::ns) return text_of(value);
  if constexpr (std::is_arithmetic_v<Value>) return run.in_ns(in, static_cast<double>(value));
  return "";
}

template <class Value>
void add_row(std::string& table, const subject& s, std::string_view metric, unit in, const Value& value,
             const step_figures* step = nullptr) {
  table += s.of.beginning;
  for (const std::string* field : {&s.section, &s.keys[0], &s.keys[1], &s.keys[2], &s.keys[3]})
    table += quoted(*field) + ",";
  table += step == nullptr ? ",," : step->block_name() + "," + step->what + ",";
  table += std::string{metric} + "," + std::string{name_of(in)} + "," + quoted(text_of(value)) + "," +
           nanoseconds_of(s.of, in, value) + "\n";
}

void add_steps(std::string& table, const subject& s, const std::vector<step_figures>& steps) {
  for (const step_figures& one : steps) {
    add_row(table, s, "count", unit::none, one.count, &one);
    add_row(table, s, "total", unit::cycles, one.total, &one);
    add_row(table, s, "mean", unit::cycles, one.mean(), &one);
  }
}

void add_latency(std::string& table, const subject& s, const cycle_figures& f,
                 const std::vector<step_figures>& steps) {
  add_row(table, s, "count", unit::none, f.count);
  for (const cycle_figure& one : cycle_figures_named)
    if (one.is_stored()) add_row(table, s, one.name, unit::cycles, f.*one.stored);
  for (const cycle_figure& one : cycle_figures_named)
    if (!one.is_stored()) add_row(table, s, one.name, unit::cycles, one.of(f));
  add_steps(table, s, steps);
}

/// Puts the keys of a row into its subject.
template <class Row>
struct key_reader {
  const Row& row;
  subject& of;

  template <class Value>
  void operator()(const key_field<Row, Value>& f) const {
    std::string& column = of.key(f.column);
    column += (column.empty() ? "" : ">") + text_of(row.*f.member);
  }
  template <class Other>
  void operator()(const Other&) const {}
};

/// Adds what is no key.
template <class Row>
struct figure_writer {
  const Row& row;
  const subject& of;
  std::string& table;
  std::string prefix;

  template <class Value>
  void operator()(const value_field<Row, Value>& f) const {
    if (f.metric == no_metric) return;
    write(prefix + std::string{f.metric.empty() ? f.name : f.metric}, f.in, row.*f.member);
  }
  template <class... Fields>
  void operator()(const object_field<Fields...>& f) const {
    std::apply([&](const auto&... each) { ((*this)(each), ...); }, f.fields);
  }
  template <class Value>
  void operator()(const optional_field<Row, Value>& f) const {
    const auto& member = row.*f.member;
    if (member) for_each_field<Value>(figure_writer<Value>{*member, of, table, std::string{f.name} + "_"});
  }
  template <class Value>
  void operator()(const list_field<Row, Value>& f) const {
    for (const Value& one : row.*f.member) {
      subject within = of;
      for_each_field<Value>(key_reader<Value>{one, within});
      for_each_field<Value>(figure_writer<Value>{one, within, table, std::string{f.name} + "_"});
    }
  }
  void operator()(const latency_field<Row>& f) const {
    static const std::vector<step_figures> none;
    subject within = of;
    if (!f.name.empty()) within.key(csv_column::direction) = f.name;
    add_latency(table, within, row.*f.took, f.steps == nullptr ? none : row.*f.steps);
  }
  void operator()(const steps_field<Row>& f) const { add_steps(table, of, row.*f.steps); }
  template <class Other>
  void operator()(const Other&) const {}

 private:
  template <class Value>
  void write(const std::string& metric, unit in, const Value& v) const {
    add_row(table, of, metric, in, v);
  }
  template <class Value>
  void write(const std::string& metric, unit in, const std::optional<Value>& v) const {
    if (v) write(metric, in, *v);
  }
};

template <class Section>
void add_section(std::string& table, const Section& s, const single_section& declared, const csv_run& run) {
  if (declared.csv_name.empty()) return;
  const subject of{run, std::string{declared.csv_name}, {}};
  for_each_field<Section>(figure_writer<Section>{s, of, table, ""});
}

template <class Section, class Row>
void add_section(std::string& table, const Section& s, const rows_section<Section, Row>& declared,
                 const csv_run& run) {
  for (const Row& row : s.*declared.rows) {
    subject of{run, std::string{declared.csv_name}, {}};
    for_each_field<Row>(key_reader<Row>{row, of});
    for_each_field<Row>(figure_writer<Row>{row, of, table, ""});
  }
}

template <class Section, class Value>
void add_section(std::string&, const Section&, const map_field<Section, Value>&, const csv_run&) {}

}  // namespace

std::string csv_header() {
  return "label,profile,seed,section,vm,name,path,direction,block,step,metric,unit,value,ns\n";
}

std::string to_csv(const results& r, const std::string& label) {
  const csv_run run{quoted(label) + "," + quoted(r.profile.name) + "," + quoted(setting_of(r, "seed")) + ",",
                    r.profile.clock_hz};
  std::string table;
  results::for_each(r, [&](const auto& section) {
    if constexpr (requires { section.declared; }) add_section(table, section, section.declared, run);
  });
  return table;
}

}  // namespace trapline
