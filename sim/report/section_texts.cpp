// What the report adds to the tables of some sections.
#include <algorithm>
#include <map>

#include "sim/report/report.h"
#include "sim/report/section_text.h"

namespace trapline {
namespace {

/// Operations that are told as one: what they took, and their steps merged.
struct sample {
  std::uint64_t count = 0, total = 0;
  std::vector<const std::vector<step_figures>*> steps;

  void add(const cycle_figures& took, const std::vector<step_figures>& its_steps) {
    count += took.count;
    total += took.total;
    steps.push_back(&its_steps);
  }
  double mean() const {
    return static_cast<double>(total) / static_cast<double>(std::max<std::uint64_t>(count, 1));
  }
};

std::string waterfall(const sample& s, const results& r) {
  return waterfall(merged_steps(s.steps), s.count, r.profile);
}

std::string access_waterfalls(const path_section& s, const results& r) {
  std::map<std::pair<std::string, std::string>, sample> by_path;
  for (const path_result& p : s.paths) by_path[{waterfall_of(p.vm, r), p.path}].add(p.took, p.steps);
  std::string all;
  for (const auto& [key, accesses] : by_path)
    all += "\nAn access of " + key.first + " by the path " + key.second + ": " + grouped(accesses.mean()) +
           " cycles, " + microseconds(accesses.mean(), r.profile.clock_hz) + " us in the mean of " +
           grouped(accesses.count) + "\n" + waterfall(accesses, r);
  return all;
}

std::string caches(const results& r) {
  text_table t{{"VM", "LEVEL", ">ASKED", ">MISSES", ">MISSES%"}};
  for (const vm_result& vm : r.vms)
    for (const memory_level_result& m : vm.memory) {
      const std::uint64_t asked = m.hits + m.misses;
      t.row({vm.name, m.level, grouped(asked), grouped(m.misses), share(m.misses, asked)});
    }
  return t.empty() ? "" : "\nCaches and TLBs\n" + t.text();
}

std::string utilisation_bar(const processor_result& p) {
  constexpr std::uint64_t columns = 40;
  if (p.total == 0) return "";
  std::string bar;
  std::uint64_t before = 0;
  const std::pair<std::uint64_t, char> kinds[]{
      {p.guest, 'G'}, {p.monitor, 'M'}, {p.service_os, 'S'}, {p.idle, '.'}};
  for (const auto& [taken, letter] : kinds) {
    before += taken;
    const auto to =
        static_cast<std::size_t>(static_cast<double>(before) * columns / static_cast<double>(p.total) + 0.5);
    bar.append(std::max(to, bar.size()) - bar.size(), letter);
  }
  return "|" + bar + "|";
}

/// Where a VM's device models were when, and what that was good for.
std::string placing_of(const vm_result& vm) {
  std::string all;
  const placed_result* before = nullptr;
  for (const placed_result& p : vm.placements) {
    const bool same = before != nullptr && before->device == p.device;
    all += (same ? ", " : "\n  " + p.device + " of " + vm.name + ": ") + p.place + " from " +
           fixed(static_cast<double>(p.from_ns) / 1e6, 3) + " ms";
    before = &p;
  }
  if (vm.placing)
    all += "\n  Accesses of " + vm.name + " took " + grouped(vm.placing->spent) + " cycles; with all models far " +
           grouped(vm.placing->worst_fixed) + ", with the best that the budget holds near from the beginning " +
           grouped(vm.placing->best_fixed);
  return all.empty() ? "" : all + "\n";
}

}  // namespace

std::string section_text(const path_section& s, const results& r) {
  const section_table<path_result> table{s.paths, s.declared.longest_first, r.profile.clock_hz};
  if (table.samples() == 0) return "Device accesses: none\n" + caches(r);
  return std::string{s.declared.title} + "\n" + table.text() + "  Total: " + grouped(table.samples()) +
         " accesses, " + grouped(table.time()) + " cycles, " +
         microseconds(static_cast<double>(table.time()), r.profile.clock_hz) + " us\n" +
         access_waterfalls(s, r) + caches(r);
}

std::string section_text(const interrupt_section& s, const results& r) {
  std::map<std::pair<std::string, std::string>, sample> by_source;
  for (const interrupt_result& i : s.interrupts)
    by_source[{waterfall_of(i.vm, r), i.source}].add(i.story, i.story_steps);
  std::string all = titled_table(s, s.declared, r.profile.clock_hz);
  for (const auto& [key, stories] : by_source) {
    const std::string fall = waterfall(stories, r);
    if (fall.empty()) continue;
    all += "\nAn interrupt of " + key.second + " into " + key.first + ", from what led to it to its end: " +
           grouped(stories.mean()) + " cycles in the mean of " + grouped(stories.count) + "\n" + fall;
  }
  return all;
}

std::string section_text(const install_section& s, const results& r) {
  std::string all = titled_table(s, s.declared, r.profile.clock_hz);
  for (const vm_result& vm : r.vms) all += placing_of(vm);
  for (const install_result& i : s.installs)
    all += "\n" + std::string{"Device model "} + i.device + " of " + i.vm + ", from " + i.from + " to " + i.to + ", " +
           i.result + (i.reason.empty() ? "" : ": " + i.reason) + "\n" + waterfall(i.steps, 1, r.profile);
  return all;
}

std::string section_text(const processor_section& s, const results& r) {
  if (s.processors.empty()) return "";
  return std::string{s.declared.title} + "\n" +
         section_table<processor_result>{s.processors, false, r.profile.clock_hz}.text(utilisation_bar);
}

}  // namespace trapline
