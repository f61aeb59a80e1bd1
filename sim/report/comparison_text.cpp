// A comparison for people.
#include <algorithm>

#include "sim/report/comparison.h"
#include "sim/report/report.h"
#include "sim/report/text_table.h"

namespace trapline {
namespace {

constexpr std::string_view nothing = "-";

std::string table_text(const comparison& c) {
  std::vector<std::string> headings{"DEVICE", "DIR"};
  for (std::size_t run = 0; run < c.runs.size(); ++run) {
    headings.push_back(c.labels[run]);
    headings.emplace_back(">MEAN");
    headings.emplace_back(">P99");
    if (run > 0) headings.emplace_back(">RATIO");
  }
  text_table t{headings};
  for (const comparison_row& row : c.table) {
    std::vector<std::string> cells{row.device, row.towards == direction::in ? "in" : "out"};
    for (std::size_t run = 0; run < c.runs.size(); ++run) {
      const auto& cell = row.cells[run];
      cells.emplace_back(cell ? cell->path : nothing);
      cells.emplace_back(cell ? grouped(cell->mean()) : nothing);
      cells.emplace_back(cell ? grouped(cell->p99) : nothing);
      if (run == 0) continue;
      const bool both = cell && row.cells.front() && cell->total > 0;
      cells.emplace_back(both ? fixed(row.cells.front()->mean() / cell->mean(), 2) + " x" : nothing);
    }
    t.row(std::move(cells));
  }
  return "Mean and P99 cycles of a device access, by placement\n" + t.text();
}

/// The devices whose steps are worth showing: those that moved in some run, else all.
bool is_shown(const comparison& c, const std::string& device) {
  bool any = false;
  for (std::size_t run = 1; run < c.runs.size(); ++run) {
    const std::vector<std::string> devices = c.moved(run);
    any = any || !devices.empty();
    if (std::ranges::find(devices, device) != devices.end()) return true;
  }
  return !any;
}

struct column {
  std::vector<step_figures> steps;
  std::uint64_t operations = 0, total = 0;

  std::uint64_t total_of(const step_figures& like) const {
    for (const step_figures& s : steps)
      if (s.in == like.in && s.what == like.what) return s.total;
    return 0;
  }
  double mean(std::uint64_t sum) const {
    return operations == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(operations);
  }
};

column column_of(const comparison& c, const results& r) {
  column all;
  std::vector<const std::vector<step_figures>*> lists;
  for (const path_result& p : r.paths) {
    if (!is_shown(c, p.device)) continue;
    lists.push_back(&p.steps);
    all.operations += p.took.count;
    all.total += p.took.total;
  }
  all.steps = merged_steps(lists);
  return all;
}

std::string bar(double part, double whole) {
  constexpr double columns = 20;
  if (whole <= 0 || part <= 0) return "";
  return std::string(static_cast<std::size_t>(std::max(1.0, part * columns / whole + 0.5)), '#');
}

std::string waterfalls_text(const comparison& c) {
  std::vector<column> columns;
  std::vector<const std::vector<step_figures>*> lists;
  double longest = 0;
  for (const results& r : c.runs) columns.push_back(column_of(c, r));
  for (const column& one : columns) lists.push_back(&one.steps);
  // Different paths meet in one list here: the blocks' numbers are the order of the figure.
  std::vector<step_figures> all = merged_steps(lists);
  std::ranges::stable_sort(all, {}, &step_figures::in);
  for (const column& one : columns)
    for (const step_figures& s : one.steps) longest = std::max(longest, one.mean(s.total));
  if (all.empty()) return "";

  std::vector<std::string> headings{"BLOCK", "STEP", ""};
  for (const std::string& label : c.labels) {
    headings.push_back(">" + label);
    headings.emplace_back("");
  }
  text_table t{headings};
  for (const step_figures& s : all) {
    std::vector<std::string> cells{s.block_name(), s.what,
                                   doubt_about(s.what, c.runs.front().profile)};
    for (const column& one : columns) {
      const double mean = one.mean(one.total_of(s));
      cells.emplace_back(mean > 0 ? grouped(mean) : nothing);
      cells.push_back(bar(mean, longest));
    }
    t.row(std::move(cells));
  }
  std::vector<std::string> sums{"", "total", ""};
  for (const column& one : columns) {
    sums.push_back(grouped(one.mean(one.total)));
    sums.emplace_back("");
  }
  t.row(std::move(sums));
  return "Where an access of the devices that moved spends its time (mean cycles a step)\n" + t.text();
}

bool same_output(const comparison& c) {
  for (const results& r : c.runs)
    for (std::size_t vm = 0; vm < r.vms.size() && vm < c.runs.front().vms.size(); ++vm)
      if (r.vms[vm].serial_sha256 != c.runs.front().vms[vm].serial_sha256) return false;
  return true;
}

}  // namespace

std::string text_report(const comparison& c) {
  std::string all = table_text(c) + "\n" + waterfalls_text(c) + "\n" + report_costs(c.runs.front()) + "\n";
  for (std::size_t run = 1; run < c.runs.size(); ++run) all += c.sentence(run) + "\n";
  if (!same_output(c))
    all +=
        "The guests' serial output is not the same in all runs: it depends on time, or something is wrong.\n";
  return all;
}

}  // namespace trapline
