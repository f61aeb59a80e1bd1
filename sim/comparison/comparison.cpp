#include "sim/comparison/comparison.h"

#include <algorithm>
#include <map>
#include <set>

#include "sim/comparison/operations.h"
#include "sim/results/results_csv.h"

namespace trapline {
namespace {

/// One kind of operation in one column: what each run has of it.
struct column_operations {
  std::vector<const operations*> of_runs;

  std::vector<double> means(double scale) const {
    std::vector<double> all;
    for (const operations* o : of_runs)
      all.push_back(scale * static_cast<double>(o->total()) / static_cast<double>(o->count()));
    return all;
  }
};

double ns_a_cycle(const compared_column& c) {
  return c.clock_hz() == 0 ? 0 : 1e9 / static_cast<double>(c.clock_hz());
}

compared_change change(const std::vector<double>& values, const std::vector<double>& base) {
  compared_change c;
  std::vector<double> differences;
  for (std::size_t i = 0; i < values.size(); ++i) differences.push_back(values[i] - base[i]);
  c.difference = estimate_of(differences);
  const double now = estimate_of(values).mean;
  c.ratio = now == 0 ? 1 : estimate_of(base).mean / now;
  if (values.size() > 1) c.significant = c.difference.is_not_zero();
  return c;
}

compared_cell cell_of(const compared_column& column, const column_operations& all) {
  compared_cell cell;
  std::vector<const cycle_figures*> together;
  for (const operations* o : all.of_runs) {
    cell.by = cell.by.empty() || cell.by == o->by ? o->by : "mixed";
    cell.count += static_cast<double>(o->count()) / static_cast<double>(all.of_runs.size());
    together.insert(together.end(), o->took.begin(), o->took.end());
  }
  cell.mean = estimate_of(all.means(1));
  cell.mean_ns = estimate_of(all.means(ns_a_cycle(column)));
  const cycle_figures merged = merged_figures(together);
  cell.p50 = merged.p50;
  cell.p99 = merged.p99;
  return cell;
}

/// Nanoseconds of a VM's region of interest in each run; empty if one has none, or did not end it.
std::vector<double> regions_of(const compared_column& column, const std::string& vm) {
  std::vector<double> all;
  for (const results& r : column.runs)
    for (const vm_result& v : r.vms)
      if (v.name == vm && v.region && v.region->end_ns)
        all.push_back(static_cast<double>(*v.region->end_ns - v.region->begin_ns));
  if (all.size() != column.runs.size()) all.clear();
  return all;
}

}  // namespace

comparison::comparison(std::vector<compared_column> columns, std::size_t base)
    : columns_{std::move(columns)}, base_{base} {
  compare_operations();
  compare_regions();
}

bool comparison::has_one_clock() const {
  return std::ranges::all_of(
      columns_, [&](const compared_column& c) { return c.clock_hz() == columns_.front().clock_hz(); });
}

void comparison::compare_operations() {
  std::vector<std::vector<std::map<operation_key, operations>>> found;
  std::set<operation_key> keys;
  for (const compared_column& column : columns_) {
    auto& of_column = found.emplace_back();
    for (const results& r : column.runs)
      for (const auto& [key, unused] : of_column.emplace_back(operations_of(r))) keys.insert(key);
  }
  for (const operation_key& key : keys) {
    compared_row row{key.of, key.name, key.what, {}};
    // A column counts where each of its runs had such operations: seeds are compared one by one.
    std::vector<column_operations> all(columns_.size());
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      for (const auto& of_run : found[c])
        if (const auto at = of_run.find(key); at != of_run.end()) all[c].of_runs.push_back(&at->second);
      if (all[c].of_runs.size() != columns_[c].runs.size()) all[c].of_runs.clear();
    }
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      std::optional<compared_cell>& cell = row.cells.emplace_back();
      if (all[c].of_runs.empty()) continue;
      cell = cell_of(columns_[c], all[c]);
      if (c != base_ && !all[base_].of_runs.empty())
        cell->against_base =
            change(all[c].means(ns_a_cycle(columns_[c])), all[base_].means(ns_a_cycle(columns_[base_])));
    }
    if (std::ranges::any_of(row.cells, [](const auto& cell) { return cell.has_value(); }))
      table_.push_back(std::move(row));
  }
}

void comparison::compare_regions() {
  std::set<std::string> vms;
  for (const compared_column& column : columns_)
    for (const vm_result& vm : column.runs.front().vms)
      if (vm.region) vms.insert(vm.name);
  for (const std::string& vm : vms) {
    compared_region region{vm, {}};
    const std::vector<double> before = regions_of(columns_[base_], vm);
    for (std::size_t c = 0; c < columns_.size(); ++c) {
      auto& cell = region.cells.emplace_back();
      const std::vector<double> took = regions_of(columns_[c], vm);
      if (took.empty()) continue;
      cell = compared_region::cell{estimate_of(took), std::nullopt};
      if (c != base_ && !before.empty()) cell->against_base = change(took, before);
    }
    if (std::ranges::any_of(region.cells, [](const auto& cell) { return cell.has_value(); }))
      regions_.push_back(std::move(region));
  }
}

std::string to_csv(const comparison& c) {
  std::string all = csv_header();
  for (const compared_column& column : c.columns())
    for (const results& r : column.runs) all += to_csv(r, column.label);
  return all;
}

}  // namespace trapline
