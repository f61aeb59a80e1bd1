#include "sim/report/comparison.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "sim/report/text_table.h"
#include "sim/results/results_csv.h"
#include "sim/results/results_json.h"

namespace trapline {
namespace {

struct sums {
  std::uint64_t count = 0, total = 0;
  double mean() const { return count == 0 ? 0 : static_cast<double>(total) / static_cast<double>(count); }
};

sums accesses_of(const results& r, const std::vector<std::string>& devices) {
  sums all;
  for (const path_result& p : r.paths)
    if (std::ranges::find(devices, p.device) != devices.end()) {
      all.count += p.took.count;
      all.total += p.took.total;
    }
  return all;
}

std::uint64_t device_time(const results& r) {
  std::uint64_t total = 0;
  for (const path_result& p : r.paths) total += p.took.total;
  return total;
}

std::string place_of(const results& r, const std::string& vm, const std::string& device) {
  for (const vm_result& v : r.vms)
    if (v.name == vm)
      for (const auto& [name, where] : v.placement)
        if (name == device) return where;
  return "";
}

std::string in_words(const std::string& where) {
  if (where == "hypervisor") return "into the hypervisor";
  if (where == "service_os") return "into the service OS";
  if (where == "kernel") return "into the kernel VMM";
  if (where == "host_os") return "into the host OS";
  if (where == "user") return "into the user process";
  return "onto the bare machine";
}

std::string list_of(const std::vector<std::string>& words) {
  std::string all;
  for (const std::string& word : words) all += (all.empty() ? "" : ", ") + word;
  return all;
}

/// "pit, pic into the hypervisor and uart into the service OS"
std::string moves_in_words(const results& to, const std::vector<std::string>& devices) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_place;
  for (const std::string& device : devices) {
    const std::string where = to.vms.empty() ? "" : place_of(to, to.vms.front().name, device);
    auto found = std::ranges::find(by_place, where, [](const auto& p) { return p.first; });
    if (found == by_place.end()) found = by_place.insert(by_place.end(), {where, {}});
    found->second.push_back(device);
  }
  std::string all;
  for (const auto& [where, names] : by_place)
    all += (all.empty() ? "" : " and ") + list_of(names) + " " + in_words(where);
  return all;
}

std::string change_in_words(double before, double after) {
  if (after <= 0 || before <= 0) return "";
  const bool less = after <= before;
  return " (" + fixed(less ? before / after : after / before, 1) + " x" + (less ? ")" : " as much)");
}

void add_cell(comparison_row& row, std::size_t run, const path_result& p) {
  std::optional<comparison_cell>& cell = row.cells[run];
  if (!cell) cell = comparison_cell{p.path, 0, 0, 0, 0};
  if (cell->path != p.path) cell->path = "mixed";
  if (p.took.count > cell->count) {
    cell->p50 = p.took.p50;
    cell->p99 = p.took.p99;
  }
  cell->count += p.took.count;
  cell->total += p.took.total;
}

}  // namespace

comparison::comparison(std::vector<std::string> labels_of_runs, std::vector<results> runs_compared)
    : labels{std::move(labels_of_runs)}, runs{std::move(runs_compared)} {
  std::map<std::pair<std::string, direction>, comparison_row> rows;
  for (std::size_t run = 0; run < runs.size(); ++run)
    for (const path_result& p : runs[run].paths) {
      comparison_row& row = rows[{p.device, p.towards}];
      row.device = p.device;
      row.towards = p.towards;
      row.cells.resize(runs.size());
      add_cell(row, run, p);
    }
  for (auto& [key, row] : rows) table.push_back(std::move(row));
}

std::vector<std::string> comparison::moved(std::size_t run) const {
  std::vector<std::string> devices;
  for (const vm_result& vm : runs[run].vms)
    for (const auto& [device, where] : vm.placement) {
      const std::string before = place_of(runs.front(), vm.name, device);
      const bool used = accesses_of(runs[run], {device}).count > 0;
      if (used && before != where && std::ranges::find(devices, device) == devices.end())
        devices.push_back(device);
    }
  return devices;
}

std::string comparison::sentence(std::size_t run) const {
  const std::vector<std::string> devices = moved(run);
  if (devices.empty())
    return "Between " + labels.front() + " and " + labels[run] + " no device that is used moved.";
  const double before = accesses_of(runs.front(), devices).mean(),
               after = accesses_of(runs[run], devices).mean();
  const auto first = static_cast<double>(device_time(runs.front()));
  const double saved = first == 0 ? 0 : 100 * (1 - static_cast<double>(device_time(runs[run])) / first);
  return "Moving " + moves_in_words(runs[run], devices) + (after <= before ? " cut" : " raised") +
         " the mean IN/OUT of those from " + grouped(before) + " to " + grouped(after) + " cycles" +
         change_in_words(before, after) + ", and " + (saved >= 0 ? "cut" : "raised") +
         " the whole run's device time by " + fixed(std::abs(saved), 0) + " %.";
}

nlohmann::ordered_json to_json(const comparison& c) {
  using json = nlohmann::ordered_json;
  json all;
  all["schema"] = "trapline.compare/1";
  all["runs"] = json::array();
  for (const results& r : c.runs) all["runs"].push_back(to_json(r));
  all["table"] = json::array();
  const auto rounded = [](double v) { return std::round(v * 1000) / 1000; };
  for (const comparison_row& row : c.table) {
    json one{{"device", row.device}, {"direction", row.towards == direction::in ? "in" : "out"}};
    one["placements"] = json::array();
    for (std::size_t run = 0; run < c.runs.size(); ++run) {
      json cell{{"placement", c.labels[run]}};
      if (const auto& found = row.cells[run]) {
        cell.update({{"path", found->path}, {"count", found->count}, {"mean", rounded(found->mean())},
                     {"p50", found->p50}, {"p99", found->p99}});
        if (row.cells.front() && found->mean() > 0)
          cell["ratio"] = rounded(row.cells.front()->mean() / found->mean());
      }
      one["placements"].push_back(std::move(cell));
    }
    all["table"].push_back(std::move(one));
  }
  all["summary"] = json::array();
  for (std::size_t run = 1; run < c.runs.size(); ++run) all["summary"].push_back(c.sentence(run));
  return all;
}

std::string to_csv(const comparison& c) {
  std::string all = csv_header();
  for (std::size_t run = 0; run < c.runs.size(); ++run) all += to_csv(c.runs[run], c.labels[run]);
  return all;
}

}  // namespace trapline
