// A comparison in words.
#include <algorithm>
#include <cmath>

#include "sim/comparison/comparison.h"
#include "sim/report/text_table.h"

namespace trapline {
namespace {

struct sums {
  double count = 0, ns = 0;
  double mean() const { return count == 0 ? 0 : ns / count; }
};

/// Accesses of these devices, of all if there are none, a run in the mean.
sums accesses_of(const compared_column& column, const std::vector<std::string>& devices) {
  sums all;
  const auto runs = static_cast<double>(column.runs.size());
  const double scale = column.clock_hz() == 0 ? 1 : 1e9 / static_cast<double>(column.clock_hz());
  for (const results& r : column.runs)
    for (const path_result& p : r.paths)
      if (devices.empty() || std::ranges::find(devices, p.device) != devices.end()) {
        all.count += static_cast<double>(p.took.count) / runs;
        all.ns += static_cast<double>(p.took.total) * scale / runs;
      }
  return all;
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

/// "5.6 x" less, or "1.2 x as much".
std::string times(double before, double after) {
  const bool less = after <= before;
  return fixed(less ? before / after : after / before, 1) + " x" + (less ? "" : " as much");
}

/// Of what is `now` against `before`.
std::string percent(double before, double now, const std::string& less, const std::string& more) {
  const double change = 100 * (now / before - 1);
  return fixed(std::abs(change), std::abs(change) < 10 ? 1 : 0) + " % " + (change <= 0 ? less : more);
}

/// Cycles where both columns count the same ones, else microseconds.
std::string amount(const comparison& c, std::size_t column, double ns) {
  if (!c.has_one_clock()) return fixed(ns / 1000, 2);
  const auto hz = static_cast<double>(c.columns()[column].clock_hz());
  return grouped(hz == 0 ? ns : ns * hz / 1e9);
}

std::string kind_of(const compared_column& column) {
  for (const auto& [key, value] : column.runs.front().scenario)
    if (key == "platform.kind")
      if (const auto* kind = std::get_if<std::string>(&value)) return *kind;
  return "";
}

}  // namespace

std::vector<std::string> comparison::moved(std::size_t column) const {
  std::vector<std::string> devices;
  const results& r = columns_[column].runs.front();
  for (const vm_result& vm : r.vms)
    for (const auto& [device, where] : vm.placement) {
      const std::string before = place_of(columns_[base_].runs.front(), vm.name, device);
      const bool used = std::ranges::any_of(r.paths, [&, &name = device](const path_result& p) {
        return p.device == name && p.took.count > 0;
      });
      if (used && before != where && std::ranges::find(devices, device) == devices.end())
        devices.push_back(device);
    }
  return devices;
}

std::vector<std::string> comparison::summary(std::size_t column) const {
  const compared_column &from = columns_[base_], &to = columns_[column];
  const bool same_platform = kind_of(from) == kind_of(to);
  const std::vector<std::string> devices = same_platform ? moved(column) : std::vector<std::string>{};
  const sums before = accesses_of(from, devices), after = accesses_of(to, devices);
  std::vector<std::string> all;

  const std::string who = columns_.size() > 2 ? to.label + ": " : "";
  if (before.count == 0 || after.count == 0) {
    all.push_back(who + "There is nothing to compare: one of them has no such accesses.");
    return all;
  }
  const std::string what = !same_platform
                               ? "A " + kind_of(to) + " platform instead of a " + kind_of(from) + " one"
                           : devices.empty() ? "What is different, with no device moved that is used,"
                                             : "Moving " + moves_in_words(to.runs.front(), devices);
  all.push_back(who + what + (after.mean() <= before.mean() ? " cut" : " raised") + " the mean IN/OUT" +
                (devices.empty() ? "" : " of those") + " from " + amount(*this, base_, before.mean()) +
                " to " + amount(*this, column, after.mean()) + (has_one_clock() ? " cycles (" : " us (") +
                times(before.mean(), after.mean()) + ").");

  const double more = after.count / before.count;
  if (more > 1.05 || more < 0.95)
    all.push_back("The guests made " + fixed(more, 2) + " times as many of them, " + grouped(after.count) +
                  " instead of " + grouped(before.count) +
                  " (one that polls asks a faster device more often).");
  const sums all_before = accesses_of(from, {}), all_after = accesses_of(to, {});
  all.push_back("All device accesses of a run together took " +
                percent(all_before.ns, all_after.ns, "less", "more") + " time.");
  for (const compared_region& region : regions_) {
    const auto& cell = region.cells[column];
    if (!cell || !cell->against_base) continue;
    const compared_change& change = *cell->against_base;
    all.push_back("The work that " + region.vm + " marks took " + percent(change.ratio, 1, "less", "more") +
                  " time: " + fixed(region.cells[base_]->ns.mean / 1e6, 3) + " and " +
                  fixed(cell->ns.mean / 1e6, 3) + " ms" +
                  (change.significant == false ? ", which the seeds do not tell apart" : "") + ".");
  }
  return all;
}

}  // namespace trapline
