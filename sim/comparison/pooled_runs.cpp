#include "sim/comparison/pooled_runs.h"

#include <algorithm>
#include <type_traits>

#include "sim/report/report.h"
#include "sim/results/row_keys.h"

namespace trapline {
namespace {

/// Puts what several rows of the same keys have together into one, which holds the first of them.
template <class Row>
struct row_pool {
  Row& into;
  const std::vector<const Row*>& rows;

  template <class Value>
  void operator()(const value_field<Row, Value>& f) const {
    if constexpr (std::is_arithmetic_v<Value>) {
      Value sum{};
      for (const Row* row : rows) sum += row->*f.member;
      const bool time = f.in == unit::ns || f.in == unit::s;
      into.*f.member = time ? sum / static_cast<Value>(rows.size()) : sum;
    }
  }
  template <class... Fields>
  void operator()(const object_field<Fields...>&) const {}
  void operator()(const latency_field<Row>& f) const {
    std::vector<const cycle_figures*> took;
    std::vector<const std::vector<step_figures>*> steps;
    for (const Row* row : rows) {
      took.push_back(&(row->*f.took));
      if (f.steps != nullptr) steps.push_back(&(row->*f.steps));
    }
    into.*f.took = merged_figures(took);
    if (f.steps != nullptr) into.*f.steps = merged_steps(steps);
  }
  template <class Other>
  void operator()(const Other&) const {}
};

template <class Row>
Row pooled_row(const std::vector<const Row*>& rows) {
  Row into = *rows.front();
  for_each_field<Row>(row_pool<Row>{into, rows});
  return into;
}

template <class Section>
void pool(results& into, const std::vector<results>& runs, const single_section&) {
  std::vector<const Section*> all;
  for (const results& r : runs) all.push_back(&r);
  static_cast<Section&>(into) = pooled_row<Section>(all);
}

template <class Section, class Row>
void pool(results& into, const std::vector<results>& runs, const rows_section<Section, Row>& declared) {
  if (declared.are_events) return;
  std::vector<const Row*> all;
  for (const results& r : runs)
    for (const Row& row : static_cast<const Section&>(r).*declared.rows) all.push_back(&row);
  std::ranges::stable_sort(all, {}, [](const Row* row) { return keys_of(*row); });
  std::vector<Row>& rows = static_cast<Section&>(into).*declared.rows;
  rows.clear();
  for (auto from = all.begin(); from != all.end();) {
    const auto to =
        std::find_if(from, all.end(), [&](const Row* row) { return keys_of(*row) != keys_of(**from); });
    rows.push_back(pooled_row<Row>({from, to}));
    from = to;
  }
}

template <class Section, class Value>
void pool(results&, const std::vector<results>&, const map_field<Section, Value>&) {}

}  // namespace

results pooled(const std::vector<results>& runs) {
  results all = runs.front();
  if (runs.size() == 1) return all;
  results::for_each(all, [&]<class Section>(Section&) {
    if constexpr (requires { Section::declared; }) pool<Section>(all, runs, Section::declared);
  });
  return all;
}

}  // namespace trapline
