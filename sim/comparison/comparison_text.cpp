// A comparison for people. Columns have letters, so that a table of any number of them fits.
#include <algorithm>

#include "sim/comparison/comparison.h"
#include "sim/comparison/operations.h"
#include "sim/report/report.h"
#include "sim/report/text_table.h"
#include "sim/results/settings.h"

namespace trapline {
namespace {

constexpr std::size_t width = 100;
constexpr std::size_t columns_a_waterfall = 5;
constexpr std::size_t longest_label = 40, longest_profile = 24;
constexpr std::string_view nothing = "-";

/// A, B, ... Z, AA, AB, ...
std::string letter(std::size_t column) {
  std::string all;
  for (std::size_t n = column + 1; n > 0; n = (n - 1) / 26)
    all.insert(all.begin(), static_cast<char>('A' + (n - 1) % 26));
  return all;
}

/// At most so long; what is left out shows as dots.
std::string shortened(const std::string& words, std::size_t most) {
  return words.size() <= most ? words : words.substr(0, most - 3) + "...";
}

/// The columns by their letters; labels that are too long for the table stand below it.
document_part columns_of(const comparison& c) {
  document_part part;
  text_table t{{"", "ARCHITECTURE", "PLATFORM", "PROFILE", "SEEDS", ""}};
  for (std::size_t column = 0; column < c.columns().size(); ++column) {
    const compared_column& one = c.columns()[column];
    const std::string first = setting_of(one.runs.front(), "seed"),
                      last = setting_of(one.runs.back(), "seed");
    t.row({letter(column), shortened(one.label, longest_label), setting_of(one.runs.front(), "platform.kind"),
           shortened(setting_of(one.runs.front(), "platform.profile"), longest_profile),
           first == last ? first : first + "-" + last, column == c.base() ? "the base" : ""});
    if (one.label.size() > longest_label)
      part.remarks.push_back({letter(column) + ": " + one.label, 2, width});
  }
  part.table = t;
  return part;
}

/// Cycles, or microseconds where the columns' cycles are not the same.
class amounts {
 public:
  explicit amounts(const comparison& c) : in_cycles_{c.has_one_clock()} {}

  std::string unit() const { return in_cycles_ ? "cycles" : "microseconds"; }
  std::string mean(const compared_cell& cell) const {
    return in_cycles_ ? grouped(cell.mean.mean) : fixed(cell.mean_ns.mean / 1000, 3);
  }
  std::string half_width(const compared_cell& cell, std::size_t seeds) const {
    if (seeds < 2) return "";
    return in_cycles_ ? grouped(cell.mean.half_width) : fixed(cell.mean_ns.half_width / 1000, 3);
  }
  std::string of(std::uint64_t cycles_taken, const compared_column& column) const {
    if (in_cycles_) return grouped(cycles_taken);
    return fixed(static_cast<double>(cycles_taken) * 1e6 / static_cast<double>(column.clock_hz()), 3);
  }

 private:
  bool in_cycles_;
};

std::string ratio_text(const std::optional<compared_change>& change) {
  if (!change) return "";
  return fixed(change->ratio, 2) + " x" + (change->significant == false ? " ~" : "  ");
}

std::string name_of(const compared_row& row) {
  if (row.of == compared_row::kind::access) return (row.what == "in" ? "IN  " : "OUT ") + row.name;
  if (row.what == "to_handler") return row.name + ": pin to handler";
  return row.name + (row.what == "to_eoi" ? ": pin to end" : ": whole story");
}

document table_of(const comparison& c, compared_row::kind of, const std::string& title) {
  const amounts in{c};
  const std::size_t seeds = c.columns().front().runs.size();
  text_table t{{of == compared_row::kind::access ? "ACCESS" : "INTERRUPT", "", "BY", ">COUNT", ">MEAN",
                seeds > 1 ? ">+-" : ">", ">P50", ">P99", ">AGAINST " + letter(c.base()) + "  "}};
  for (const compared_row& row : c.table()) {
    if (row.of != of) continue;
    bool first = true;
    for (std::size_t column = 0; column < row.cells.size(); ++column) {
      const auto& cell = row.cells[column];
      if (!cell) continue;
      t.row({first ? name_of(row) : "", letter(column), cell->by, grouped(cell->count), in.mean(*cell),
             in.half_width(*cell, seeds), in.of(cell->p50, c.columns()[column]),
             in.of(cell->p99, c.columns()[column]), ratio_text(cell->against_base)});
      first = false;
    }
  }
  return t.empty() ? document{} : document{{title + " (" + in.unit() + ")", t, {}}};
}

document regions_of(const comparison& c) {
  if (c.regions().empty()) return {};
  const std::size_t seeds = c.columns().front().runs.size();
  text_table t{{"VM", "", ">MS", seeds > 1 ? ">+-" : ">", ">AGAINST " + letter(c.base()) + "  "}};
  for (const compared_region& region : c.regions()) {
    bool first = true;
    for (std::size_t column = 0; column < region.cells.size(); ++column) {
      const auto& cell = region.cells[column];
      if (!cell) continue;
      t.row({first ? region.vm : "", letter(column), fixed(cell->ns.mean / 1e6, 3),
             seeds > 1 ? fixed(cell->ns.half_width / 1e6, 3) : "", ratio_text(cell->against_base)});
      first = false;
    }
  }
  return {{"What the guests' own work took: their regions of interest", t, {}}};
}

/// The devices whose steps are worth showing: those that moved in some column, else all.
bool is_shown(const comparison& c, const std::string& device) {
  bool any = false;
  for (std::size_t column = 0; column < c.columns().size(); ++column) {
    const std::vector<std::string> devices = c.moved(column);
    any = any || !devices.empty();
    if (std::ranges::find(devices, device) != devices.end()) return true;
  }
  return !any;
}

struct steps_of_column {
  std::vector<step_figures> steps;
  std::uint64_t operations = 0, total = 0;

  double mean(std::uint64_t sum) const {
    return operations == 0 ? 0 : static_cast<double>(sum) / static_cast<double>(operations);
  }
  double mean_of(const step_figures& like) const {
    for (const step_figures& s : steps)
      if (s.in == like.in && s.what == like.what) return mean(s.total);
    return 0;
  }
};

steps_of_column steps_of(const comparison& c, const compared_column& column) {
  steps_of_column all;
  std::vector<const std::vector<step_figures>*> lists;
  for (const results& r : column.runs)
    for (const path_result& p : r.paths) {
      if (!is_shown(c, p.device)) continue;
      lists.push_back(&p.steps);
      all.operations += p.took.count;
      all.total += p.took.total;
    }
  all.steps = merged_steps(lists);
  return all;
}

text_table waterfall_of(const comparison& c, const std::vector<steps_of_column>& columns,
                        const std::vector<step_figures>& steps, std::size_t from) {
  const std::size_t to = std::min(columns.size(), from + columns_a_waterfall);
  std::vector<std::string> headings{"BLOCK", "STEP", ""};
  for (std::size_t column = from; column < to; ++column) headings.push_back(">" + letter(column));
  text_table t{headings};
  for (const step_figures& s : steps) {
    std::vector<std::string> cells{s.block_name(), s.what,
                                   doubt_about(s.what, c.columns().front().runs.front().profile)};
    for (std::size_t column = from; column < to; ++column) {
      const double mean = columns[column].mean_of(s);
      cells.emplace_back(mean > 0 ? grouped(mean) : nothing);
    }
    t.row(std::move(cells));
  }
  std::vector<std::string> sums{"", "total", ""};
  for (std::size_t column = from; column < to; ++column)
    sums.push_back(grouped(columns[column].mean(columns[column].total)));
  t.row(std::move(sums));
  return t;
}

document waterfalls_of(const comparison& c) {
  std::vector<steps_of_column> columns;
  std::vector<const std::vector<step_figures>*> lists;
  for (const compared_column& column : c.columns()) columns.push_back(steps_of(c, column));
  for (const steps_of_column& one : columns) lists.push_back(&one.steps);
  // Different paths meet in one list here: the blocks' numbers are the order of the figure.
  std::vector<step_figures> all = merged_steps(lists);
  std::ranges::stable_sort(all, {}, &step_figures::in);
  document parts;
  if (all.empty()) return parts;
  for (std::size_t from = 0; from < columns.size(); from += columns_a_waterfall)
    parts.push_back(
        {from > 0 ? "" : "Where an access of the devices that moved spends its time (mean cycles a step)",
         waterfall_of(c, columns, all, from),
         {}});
  return parts;
}

/// Of each profile once.
document costs_of(const comparison& c) {
  document all;
  std::vector<std::string> told;
  for (const compared_column& column : c.columns()) {
    const results& r = column.runs.front();
    if (std::ranges::find(told, r.profile.name) != told.end()) continue;
    told.push_back(r.profile.name);
    if (const auto costs = costs_part(r)) all.push_back(*costs);
  }
  return all;
}

bool same_output(const comparison& c) {
  const std::vector<vm_result>& first = c.columns().front().runs.front().vms;
  for (const compared_column& column : c.columns())
    for (const results& r : column.runs)
      for (std::size_t vm = 0; vm < r.vms.size() && vm < first.size(); ++vm)
        if (r.vms[vm].serial_sha256 != first[vm].serial_sha256) return false;
  return true;
}

}  // namespace

document report_of(const comparison& c) {
  document all{columns_of(c)};
  const auto add = [&all](const document& parts) { all.insert(all.end(), parts.begin(), parts.end()); };
  add(table_of(c, compared_row::kind::access, "Device accesses"));
  add(table_of(c, compared_row::kind::interrupt, "Interrupts"));
  add(regions_of(c));
  if (c.columns().front().runs.size() > 1)
    all.push_back({"",
                   {},
                   {{"+-: 95 % confidence by Student's t over the seeds. ~: the seeds do not tell it from " +
                     letter(c.base()) + "."}}});
  add(waterfalls_of(c));
  add(costs_of(c));
  document_part words;
  for (std::size_t column = 0; column < c.columns().size(); ++column) {
    if (column == c.base()) continue;
    std::string sentences;
    for (const std::string& sentence : c.summary(column))
      sentences += (sentences.empty() ? "" : " ") + sentence;
    words.remarks.push_back({sentences, 0, width});
  }
  if (!same_output(c))
    words.remarks.push_back(
        {"The guests' serial output is not the same in all runs: it depends on time, or something is "
         "wrong."});
  all.push_back(words);
  return all;
}

}  // namespace trapline
