// What the report adds to the tables of some sections.
#include <algorithm>
#include <cmath>
#include <map>

#include "sim/report/report.h"
#include "sim/report/section_parts.h"

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

text_table waterfall(const sample& s, const results& r) {
  return waterfall(merged_steps(s.steps), s.count, r.profile);
}

void add(document& to, const document& parts) { to.insert(to.end(), parts.begin(), parts.end()); }

document access_waterfalls(const path_section& s, const results& r) {
  std::map<std::pair<std::string, std::string>, sample> by_path;
  for (const path_result& p : s.paths) by_path[{waterfall_of(p.vm, r), p.path}].add(p.took, p.steps);
  document all;
  for (const auto& [key, accesses] : by_path)
    all.push_back({"An access of " + key.first + " by the path " + key.second + ": " +
                       grouped(accesses.mean()) + " cycles, " +
                       microseconds(accesses.mean(), r.profile.clock_hz) + " us in the mean of " +
                       grouped(accesses.count),
                   waterfall(accesses, r),
                   {}});
  return all;
}

document caches(const results& r) {
  text_table t{{"VM", "LEVEL", ">ASKED", ">MISSES", ">MISSES%"}};
  for (const vm_result& vm : r.vms)
    for (const memory_level_result& m : vm.memory) {
      const std::uint64_t asked = m.hits + m.misses;
      t.row({vm.name, m.level, grouped(asked), grouped(m.misses), share(m.misses, asked)});
    }
  return t.empty() ? document{} : document{{"Caches and TLBs", t, {}}};
}

/// Where a VM's device models were when, and what that was good for.
document placing_of(const vm_result& vm) {
  constexpr unsigned indent = 2;
  constexpr std::size_t width = 98;
  document_part part;
  for (std::size_t i = 0; i < vm.placements.size();) {
    const std::string& device = vm.placements[i].device;
    std::string where;
    for (; i < vm.placements.size() && vm.placements[i].device == device; ++i)
      where += (where.empty() ? "" : ", ") + vm.placements[i].place + " from " +
               fixed(static_cast<double>(vm.placements[i].from_ns) / 1e6, 3) + " ms";
    part.remarks.push_back({device + " of " + vm.name + ": " + where, indent, width});
  }
  if (vm.placing)
    part.remarks.push_back({"Accesses of " + vm.name + " took " + grouped(vm.placing->spent) +
                                " cycles; with all models far " + grouped(vm.placing->worst_fixed) +
                                ", with the best that the budget holds near from the beginning " +
                                grouped(vm.placing->best_fixed),
                            indent, width});
  return part.remarks.empty() ? document{} : document{part};
}

/// A row for each VM that has the part, which is told as it is declared.
template <class Part>
document table_of(const std::string& title, const vm_section& s, std::optional<Part> vm_result::*part) {
  std::vector<std::string> headings{"VM"};
  for_each_field<Part>([&](const auto& f) { headings.emplace_back(f.heading); });
  text_table t{headings};
  for (const vm_result& vm : s.vms) {
    if (!(vm.*part)) continue;
    std::vector<std::string> cells{vm.name};
    for_each_field<Part>([&](const auto& f) { cells.push_back(grouped((*(vm.*part)).*f.member)); });
    t.row(std::move(cells));
  }
  return t.empty() ? document{} : document{{title, t, {}}};
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
    const auto to = static_cast<std::size_t>(
        std::llround(static_cast<double>(before) * columns / static_cast<double>(p.total)));
    bar.append(std::max(to, bar.size()) - bar.size(), letter);
  }
  return "|" + bar + "|";
}

}  // namespace

document section_parts(const vm_section& s, const results&) {
  document all = table_of("Network cards (frames)", s, &vm_result::network);
  add(all, table_of("Sound cards (sample periods)", s, &vm_result::sound));
  return all;
}

document section_parts(const path_section& s, const results& r) {
  const section_table<path_result> table{s.paths, s.declared.longest_first, r.profile.clock_hz};
  document all;
  if (table.samples() == 0)
    all.push_back({"Device accesses: none", {}, {}});
  else
    all.push_back(
        {std::string{s.declared.title},
         table.table(),
         {{"Total: " + grouped(table.samples()) + " accesses, " + grouped(table.time()) + " cycles, " +
               microseconds(static_cast<double>(table.time()), r.profile.clock_hz) + " us",
           2}}});
  add(all, access_waterfalls(s, r));
  add(all, caches(r));
  return all;
}

document section_parts(const interrupt_section& s, const results& r) {
  std::map<std::pair<std::string, std::string>, sample> by_source;
  for (const interrupt_result& i : s.interrupts)
    by_source[{waterfall_of(i.vm, r), i.source}].add(i.story, i.story_steps);
  document all = titled_table(s, s.declared, r.profile.clock_hz);
  for (const auto& [key, stories] : by_source)
    if (stories.total > 0)
      all.push_back({"An interrupt of " + key.second + " into " + key.first +
                         ", from what led to it to its end: " + grouped(stories.mean()) +
                         " cycles in the mean of " + grouped(stories.count),
                     waterfall(stories, r),
                     {}});
  return all;
}

document section_parts(const install_section& s, const results& r) {
  document all = titled_table(s, s.declared, r.profile.clock_hz);
  for (const vm_result& vm : r.vms) add(all, placing_of(vm));
  for (const install_result& i : s.installs)
    all.push_back({"Device model " + i.device + " of " + i.vm + ", from " + i.from + " to " + i.to + ", " +
                       i.result + (i.reason.empty() ? "" : ": " + i.reason),
                   waterfall(i.steps, 1, r.profile),
                   {}});
  return all;
}

document section_parts(const processor_section& s, const results& r) {
  if (s.processors.empty()) return {};
  return {{std::string{s.declared.title},
           section_table<processor_result>{s.processors, false, r.profile.clock_hz}.table(utilisation_bar),
           {}}};
}

}  // namespace trapline
