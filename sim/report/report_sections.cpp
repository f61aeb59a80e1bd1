// The report's sections on caches, exits, interrupts, installations and processors.
#include <algorithm>
#include <map>

#include "sim/report/report.h"
#include "sim/report/text_table.h"

namespace trapline {
namespace {

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

}  // namespace

std::string report_memory(const results& r) {
  text_table t{{"VM", "LEVEL", ">ASKED", ">MISSES", ">MISSES%"}};
  bool any = false;
  for (const vm_result& vm : r.vms)
    for (const memory_level_result& m : vm.memory) {
      any = true;
      const std::uint64_t asked = m.hits + m.misses;
      t.row({vm.name, m.level, grouped(asked), grouped(m.misses), share(m.misses, asked)});
    }
  return any ? "Caches and TLBs\n" + t.text() : "";
}

std::string report_exits(const results& r) {
  std::uint64_t samples = 0, time = 0;
  for (const exit_result& e : r.exits) {
    samples += e.took.count;
    time += e.took.total;
  }
  if (samples == 0) return "";
  text_table t{{"VM", "VM-EXIT", ">SAMPLES", ">SAMPLES%", ">TIME%", ">MIN", ">P50", ">P99", ">MAX", ">MEAN"}};
  std::vector<const exit_result*> rows;
  for (const exit_result& e : r.exits) rows.push_back(&e);
  std::ranges::stable_sort(rows, [](const auto* a, const auto* b) { return a->took.total > b->took.total; });
  for (const exit_result* e : rows)
    t.row({e->vm, e->reason, grouped(e->took.count), share(e->took.count, samples),
           share(e->took.total, time), grouped(e->took.min), grouped(e->took.p50), grouped(e->took.p99),
           grouped(e->took.max), grouped(e->took.mean())});
  return "Exits (cycles that the guest was away)\n" + t.text();
}

namespace {

/// A waterfall a source.
std::string report_stories(const results& r) {
  std::map<std::pair<std::string, std::string>, std::vector<const interrupt_result*>> by_source;
  for (const interrupt_result& i : r.interrupts) by_source[{waterfall_of(i.vm, r), i.source}].push_back(&i);
  std::string all;
  for (const auto& [key, interrupts] : by_source) {
    std::uint64_t count = 0, total = 0;
    std::vector<const std::vector<step_figures>*> lists;
    for (const interrupt_result* i : interrupts) {
      count += i->story.count;
      total += i->story.total;
      lists.push_back(&i->story_steps);
    }
    const std::string fall = waterfall(merged_steps(lists), count, r.profile);
    if (fall.empty()) continue;
    all += "\nAn interrupt of " + key.second + " into " + key.first + ", from what led to it to its end: " +
           grouped(static_cast<double>(total) / static_cast<double>(count)) + " cycles in the mean of " +
           grouped(count) + "\n" + fall;
  }
  return all;
}

}  // namespace

std::string report_interrupts(const results& r) {
  if (r.interrupts.empty()) return "";
  text_table t{{"VM", "SOURCE", "INJECTION", ">RAISED", ">DELIVERED", ">MERGED", ">DROPPED", ">PENDING",
                ">DRIFT MS", ">TO HANDLER", ">P99", ">TO EOI", ">P99"}};
  for (const interrupt_result& i : r.interrupts)
    t.row({i.vm, i.source, i.injection, grouped(i.raised), grouped(i.delivered), grouped(i.merged),
           grouped(i.dropped), grouped(i.pending), fixed(static_cast<double>(i.drift_ns) / 1e6, 3),
           grouped(i.to_handler.mean()), grouped(i.to_handler.p99), grouped(i.to_eoi.mean()),
           grouped(i.to_eoi.p99)});
  return "Interrupts (mean and P99 in cycles)\n" + t.text() + report_stories(r);
}

std::string report_installs(const results& r) {
  std::string all;
  for (const install_result& i : r.installs)
    all += (all.empty() ? "" : "\n") + std::string{"Device model "} + i.device + " of " + i.vm + ", from " +
           i.from + " to " + i.to + ": " + grouped(i.took.mean()) + " cycles in the mean of " +
           grouped(i.took.count) + "\n" + waterfall(i.steps, i.took.count, r.profile);
  return all;
}

std::string report_processors(const results& r) {
  if (r.processors.empty()) return "";
  text_table t{{"CPU", ">GUEST", ">MONITOR", ">SERVICE OS", ">IDLE", ">CYCLES", ""}};
  for (const processor_result& p : r.processors)
    t.row({p.name, share(p.guest, p.total), share(p.monitor, p.total), share(p.service_os, p.total),
           share(p.idle, p.total), grouped(p.total), utilisation_bar(p)});
  return "Processors (G guest, M monitor, S service OS or host, . idle)\n" + t.text();
}

}  // namespace trapline
