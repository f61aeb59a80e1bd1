/// How a section of the results is declared: its fields once, each with its name, its unit, its column in
/// the CSV and its heading in the text. The JSON writer and reader, the CSV, the schema, the tables for people
/// and the comparison walk these declarations; none of them names a field.
///
/// A section is a struct that has rows (or values of the run as a whole) and a `declared`, listed in
/// results.h. Its fields are `fields_of<Row>`, a tuple of the kinds below.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "sim/results/figures.h"
#include "sim/results/unit.h"

namespace trapline {

/// Specialised for every row: a tuple of key_field, value_field, latency_field, ...
template <class Row>
inline constexpr std::tuple<> fields_of{};

/// The CSV's columns that say what a row is about. Keys that share one are joined by '>'.
enum class csv_column : std::uint8_t { vm, name, path, direction };

/// The metric of a value that the CSV does without.
inline constexpr std::string_view no_metric = "-";

/// How people are shown a value.
enum class shown : std::uint8_t { grouped, milliseconds, share_of_total };

/// Says what a row is about: rows are in the order of their keys.
template <class Row, class Value>
struct key_field {
  std::string_view name;
  Value Row::*member;
  csv_column column;
  std::string_view heading;
};

/// A figure or a word about it.
template <class Row, class Value>
struct value_field {
  std::string_view name;
  Value Row::*member;
  unit in = unit::none;
  std::string_view heading = "";  ///< none: no column in the text
  shown how = shown::grouped;
  std::string_view metric = "";  ///< the CSV's name for it, where that is another one
};

/// Fields that are an object of their own in the JSON form.
template <class... Fields>
struct object_field {
  std::string_view name;
  std::tuple<Fields...> fields;
};

/// The same, of a member that may not be there; the CSV's metrics begin with its name.
template <class Row, class Value>
struct optional_field {
  std::string_view name;
  std::optional<Value> Row::*member;
};

/// Names and what they are set to: an object.
template <class Row, class Value>
struct map_field {
  std::string_view name;
  std::vector<std::pair<std::string, Value>> Row::*member;
};

/// Rows within a row; an array that is left out if it is empty.
template <class Row, class Value>
struct list_field {
  std::string_view name;
  std::vector<Value> Row::*member;
};

/// A column that the text has for a latency.
struct latency_column {
  enum class kind : std::uint8_t { count, share_of_counts, share_of_time, figure, microseconds } what;
  std::string_view heading;
  std::string_view figure = "mean";  ///< one of cycle_figures_named
};

inline constexpr std::span<const latency_column> no_columns{};

/// How long something took. Without a name its parts stand among the row's own.
template <class Row>
struct latency_field {
  std::string_view name;
  cycle_figures Row::*took;
  std::vector<step_figures> Row::*steps;  ///< null: cycles are all that is kept
  std::span<const latency_column> columns;
};

/// The steps of a row whose length is said otherwise.
template <class Row>
struct steps_field {
  std::string_view name;
  std::vector<step_figures> Row::*steps;
};

/// Whether a VM's figures are asked for.
using vm_filter = std::function<bool(const std::string& vm)>;

/// A section of the results: rows under one key.
template <class Section, class Row>
struct rows_section {
  std::string_view key;       ///< in the JSON form
  std::string_view csv_name;  ///< in the CSV's column `section`
  std::vector<Row> Section::*rows;
  std::string_view title;      ///< over the table for people; "" for none
  bool longest_first = false;  ///< how the table is ordered: by the time that it all took, or as it stands
  bool are_events = false;     ///< rows tell of one event each, which is no statistic
  bool only_if_any = false;    ///< the JSON form does without the key where there are no rows
};

/// A section that is said once a run. The fields are fields_of<Section>.
struct single_section {
  std::string_view key;
  std::string_view csv_name;  ///< "" for none
};

template <class Row, class Each>
void for_each_field(const Each& each) {
  std::apply([&](const auto&... field) { (each(field), ...); }, fields_of<Row>);
}

}  // namespace trapline
