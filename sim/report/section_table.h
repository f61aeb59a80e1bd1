/// A section of the results as a table for people: a column for each key, each value that has a heading and
/// each column of a latency, as they are declared.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

#include "sim/report/document.h"
#include "sim/results/results.h"

namespace trapline {

/// "-" without a clock.
inline std::string microseconds(double cycles_taken, std::uint64_t clock_hz) {
  if (clock_hz == 0) return "-";
  return fixed(cycles_taken * 1e6 / static_cast<double>(clock_hz), 3);
}

inline std::string word_of(const std::string& word) { return word; }
inline std::string word_of(direction d) { return d == direction::in ? "in" : "out"; }

template <class Row>
class section_table {
 public:
  section_table(const std::vector<Row>& rows, bool longest_first, std::uint64_t clock_hz)
      : clock_hz_{clock_hz} {
    for (const Row& row : rows) {
      rows_.push_back(&row);
      samples_ += sum_of(row, &cycle_figures::count);
      time_ += sum_of(row, &cycle_figures::total);
    }
    if (longest_first)
      std::ranges::stable_sort(rows_, std::ranges::greater{},
                               [](const Row* row) { return sum_of(*row, &cycle_figures::total); });
  }

  /// Operations and their time, of all rows' latencies.
  std::uint64_t samples() const { return samples_; }
  std::uint64_t time() const { return time_; }

  /// @param extra a drawing in a last column.
  template <class Extra>
  text_table table(const Extra& extra) const {
    std::vector<std::string> headings;
    for_each_field<Row>([&](const auto& f) { add_headings(f, headings); });
    headings.emplace_back("#");
    text_table t{headings};
    for (const Row* row : rows_) {
      std::vector<std::string> cells;
      for_each_field<Row>([&](const auto& f) { add_cells(f, *row, cells); });
      cells.push_back(extra(*row));
      t.row(std::move(cells));
    }
    return t;
  }
  text_table table() const {
    return table([](const Row&) { return std::string{}; });
  }

 private:
  static std::uint64_t sum_of(const Row& row, std::uint64_t cycle_figures::*what) {
    std::uint64_t sum = 0;
    for_each_field<Row>([&]<class Field>(const Field& f) {
      if constexpr (std::is_same_v<Field, latency_field<Row>>) sum += row.*f.took.*what;
    });
    return sum;
  }

  template <class Value>
  static void add_headings(const key_field<Row, Value>& f, std::vector<std::string>& to) {
    to.emplace_back(f.heading);
  }
  template <class Value>
  static void add_headings(const value_field<Row, Value>& f, std::vector<std::string>& to) {
    if (!f.heading.empty()) to.emplace_back(f.heading);
  }
  static void add_headings(const latency_field<Row>& f, std::vector<std::string>& to) {
    for (const latency_column& c : f.columns) to.emplace_back(c.heading);
  }
  template <class Other>
  static void add_headings(const Other&, std::vector<std::string>&) {}

  template <class Value>
  void add_cells(const key_field<Row, Value>& f, const Row& row, std::vector<std::string>& to) const {
    to.push_back(word_of(row.*f.member));
  }
  template <class Value>
  void add_cells(const value_field<Row, Value>& f, const Row& row, std::vector<std::string>& to) const {
    if (f.heading.empty()) return;
    if constexpr (std::is_arithmetic_v<Value>)
      to.push_back(cell(f.how, row.*f.member, row));
    else
      to.push_back(word_of(row.*f.member));
  }
  void add_cells(const latency_field<Row>& f, const Row& row, std::vector<std::string>& to) const {
    for (const latency_column& c : f.columns) to.push_back(cell(c, row.*f.took));
  }
  template <class Other>
  void add_cells(const Other&, const Row&, std::vector<std::string>&) const {}

  template <class Number>
  std::string cell(shown how, Number n, const Row& row) const {
    switch (how) {
      case shown::milliseconds:
        return fixed(static_cast<double>(n) / 1e6, 3);
      case shown::share_of_total:
        if constexpr (requires { row.total; }) return share(static_cast<std::uint64_t>(n), row.total);
        break;
      case shown::grouped:
        break;
    }
    return grouped(static_cast<std::uint64_t>(n));
  }

  std::string cell(const latency_column& c, const cycle_figures& f) const {
    const auto named = std::ranges::find(cycle_figures_named, c.figure, &cycle_figure::name);
    switch (c.what) {
      case latency_column::kind::count:
        return grouped(f.count);
      case latency_column::kind::share_of_counts:
        return share(f.count, samples_);
      case latency_column::kind::share_of_time:
        return share(f.total, time_);
      case latency_column::kind::figure:
        return grouped(named->of(f));
      case latency_column::kind::microseconds:
        return microseconds(named->of(f), clock_hz_);
    }
    return {};
  }

  std::uint64_t clock_hz_;
  std::vector<const Row*> rows_;
  std::uint64_t samples_ = 0, time_ = 0;
};

/// The table of a section's rows under its title; nothing if there are none.
template <class Section, class Row>
document titled_table(const Section& s, const rows_section<Section, Row>& declared, std::uint64_t clock_hz) {
  const std::vector<Row>& rows = s.*declared.rows;
  if (rows.empty() || declared.title.empty()) return {};
  return {
      {std::string{declared.title}, section_table<Row>{rows, declared.longest_first, clock_hz}.table(), {}}};
}

}  // namespace trapline
