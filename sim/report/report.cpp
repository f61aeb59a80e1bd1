#include "sim/report/report.h"

#include <algorithm>
#include <map>

#include "sim/report/text_table.h"

namespace trapline {
namespace {

std::string microseconds(double cycles_taken, const results& r) {
  if (r.profile.clock_hz == 0) return "-";
  return fixed(cycles_taken * 1e6 / static_cast<double>(r.profile.clock_hz), 3);
}

std::string milliseconds(std::uint64_t ns) { return fixed(static_cast<double>(ns) / 1e6, 3) + " ms"; }

/// What is counted of the VM is of this part of the run.
std::string region_of(const vm_result& vm, std::uint64_t time_ns) {
  const std::uint64_t end = vm.region->end_ns.value_or(time_ns);
  return "\n      its figures are of its region of interest, " + milliseconds(end - vm.region->begin_ns) +
         ", from " + milliseconds(vm.region->begin_ns) + " on";
}

}  // namespace

std::string report_head(const results& r) {
  std::string all = "Simulated " + milliseconds(r.time_ns) + ", " + grouped(r.instructions) +
                    " instructions; ended: " + r.end + "\n";
  for (const vm_result& vm : r.vms) {
    all += "  " + vm.name + ": guest " + vm.guest + ", " + grouped(vm.instructions) + " instructions, " +
           vm.end_reason;
    if (vm.end_reason == "exit") all += " with code " + std::to_string(vm.end_code);
    if (vm.region) all += region_of(vm, r.time_ns);
    all += "\n";
    if (!vm.end_detail.empty()) all += wrapped(vm.end_detail, 110, "      ");
  }
  return all;
}

std::string report_paths(const results& r) {
  std::uint64_t samples = 0, time = 0;
  for (const path_result& p : r.paths) {
    samples += p.took.count;
    time += p.took.total;
  }
  if (samples == 0) return "Device accesses: none\n";
  text_table t{{"VM", "PATH", "DEVICE", "DIR", ">SAMPLES", ">SAMPLES%", ">TIME%", ">MIN", ">P50", ">P95",
                ">P99", ">MAX", ">MEAN", ">MEAN us"}};
  std::vector<const path_result*> rows;
  for (const path_result& p : r.paths) rows.push_back(&p);
  std::ranges::stable_sort(rows, [](const auto* a, const auto* b) { return a->took.total > b->took.total; });
  for (const path_result* p : rows)
    t.row({p->vm, p->path, p->device, p->towards == direction::in ? "in" : "out", grouped(p->took.count),
           share(p->took.count, samples), share(p->took.total, time), grouped(p->took.min),
           grouped(p->took.p50), grouped(p->took.p95), grouped(p->took.p99), grouped(p->took.max),
           grouped(p->took.mean()), microseconds(p->took.mean(), r)});
  return "Device accesses (cycles)\n" + t.text() + "  Total: " + grouped(samples) + " accesses, " +
         grouped(time) + " cycles, " + microseconds(static_cast<double>(time), r) + " us\n";
}

std::string doubt_about(const std::string& step, const profile_summary& profile) {
  const auto found = std::ranges::find(profile.doubtful, step, &std::pair<std::string, std::string>::first);
  return found == profile.doubtful.end() ? "" : "[" + found->second + "]";
}

std::vector<step_figures> merged_steps(const std::vector<const std::vector<step_figures>*>& lists) {
  std::vector<step_figures> all;
  for (const auto* list : lists) {
    std::size_t next = 0;
    for (const step_figures& s : *list) {
      const auto same = [&](const step_figures& m) {
        return m.in == s.in && m.what == s.what && m.after_divider == s.after_divider;
      };
      auto found = std::ranges::find_if(all, same);
      if (found == all.end()) {
        found = all.insert(all.begin() + static_cast<std::ptrdiff_t>(next), s);
      } else {
        found->count += s.count;
        found->total += s.total;
      }
      next = static_cast<std::size_t>(found - all.begin()) + 1;
    }
  }
  return all;
}

std::string waterfall(const std::vector<step_figures>& steps, std::uint64_t operations,
                      const profile_summary& profile) {
  constexpr double columns = 40;
  std::uint64_t whole = 0;
  for (const step_figures& s : steps) whole += s.total;
  if (whole == 0 || operations == 0) return "";
  text_table t{{"BLOCK", "STEP", "", ">CYCLES", ">SHARE", ""}};
  std::uint64_t before = 0;
  for (const step_figures& s : steps) {
    const auto at = [&](std::uint64_t n) {
      return static_cast<std::size_t>(static_cast<double>(n) * columns / static_cast<double>(whole) + 0.5);
    };
    const std::size_t from = at(before), to = std::max(at(before + s.total), from + (s.total > 0 ? 1 : 0));
    before += s.total;
    t.row({s.in == 0 ? "" : std::to_string(s.in), s.what, doubt_about(s.what, profile),
           grouped(static_cast<double>(s.total) / static_cast<double>(operations)), share(s.total, whole),
           std::string(from, ' ') + std::string(to - from, '#')});
  }
  return t.text();
}

std::string waterfall_of(const std::string& vm, const results& r) {
  constexpr std::size_t most_apart = 4;
  return r.vms.size() > most_apart ? "any of the " + std::to_string(r.vms.size()) + " VMs" : vm;
}

std::string report_waterfalls(const results& r) {
  std::map<std::pair<std::string, std::string>, std::vector<const path_result*>> by_path;
  for (const path_result& p : r.paths) by_path[{waterfall_of(p.vm, r), p.path}].push_back(&p);
  std::string all;
  for (const auto& [key, paths] : by_path) {
    std::uint64_t operations = 0, total = 0;
    std::vector<const std::vector<step_figures>*> lists;
    for (const path_result* p : paths) {
      operations += p->took.count;
      total += p->took.total;
      lists.push_back(&p->steps);
    }
    const double mean =
        static_cast<double>(total) / static_cast<double>(std::max<std::uint64_t>(operations, 1));
    all += (all.empty() ? "" : "\n") + std::string{"An access of "} + key.first + " by the path " +
           key.second + ": " + grouped(mean) + " cycles, " + microseconds(mean, r) + " us in the mean of " +
           grouped(operations) + "\n" + waterfall(merged_steps(lists), operations, r.profile);
  }
  return all;
}

std::string report_costs(const results& r) {
  if (r.profile.name.empty()) return "";
  std::string estimates, memories;
  for (const auto& [step, tag] : r.profile.doubtful) {
    std::string& list = tag == "E" ? estimates : memories;
    list += (list.empty() ? "" : ", ") + step;
  }
  std::string all = "Costs: profile " + r.profile.name + ", " + r.profile.description + "\n";
  if (!estimates.empty()) all += wrapped("Estimates [E]: " + estimates, 110, "  ");
  if (!memories.empty()) all += wrapped("From memory [M]: " + memories, 110, "  ");
  return all;
}

std::string text_report(const results& r) {
  std::string all;
  for (const auto& part :
       {report_head(r), report_paths(r), report_waterfalls(r), report_memory(r), report_exits(r),
        report_interrupts(r), report_installs(r), report_processors(r), report_costs(r)})
    if (!part.empty()) all += (all.empty() ? "" : "\n") + part;
  return all;
}

}  // namespace trapline
