#include "sim/report/report.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "sim/report/section_parts.h"

namespace trapline {
namespace {

std::string milliseconds(std::uint64_t ns) { return fixed(static_cast<double>(ns) / 1e6, 3) + " ms"; }

/// What is counted of the VM is of this part of the run.
std::string region_of(const vm_result& vm, std::uint64_t time_ns) {
  const std::uint64_t end = vm.region->end_ns.value_or(time_ns);
  return "its figures are of its region of interest, " + milliseconds(end - vm.region->begin_ns) + ", from " +
         milliseconds(vm.region->begin_ns) + " on";
}

std::string firmware_of(const firmware_result& f) {
  const std::string ran = "The machine's firmware " + f.bios + ": " + milliseconds(f.time_ns) + ", " +
                          grouped(f.instructions) + " instructions, ";
  return f.end == "handed_over" ? ran + "then it handed over; its accesses are those of \"machine\""
                                : ran + f.end + "; " + f.end_detail;
}

document_part head_of(const results& r) {
  document_part head;
  head.remarks.push_back({"Simulated " + milliseconds(r.time_ns) + ", " + grouped(r.instructions) +
                          " instructions; ended: " + r.end});
  if (r.firmware) head.remarks.push_back({firmware_of(*r.firmware), 2, 110});
  for (const vm_result& vm : r.vms) {
    head.remarks.push_back({vm.name + ": guest " + vm.guest + ", " + grouped(vm.instructions) +
                                " instructions, " + vm.end_reason +
                                (vm.end_reason == "exit" ? " with code " + std::to_string(vm.end_code) : ""),
                            2});
    if (vm.region) head.remarks.push_back({region_of(vm, r.time_ns), 6});
    if (!vm.end_detail.empty()) head.remarks.push_back({vm.end_detail, 6, 110});
  }
  return head;
}

}  // namespace

std::string doubt_about(const std::string& step, const profile_summary& profile) {
  const auto found = std::ranges::find(profile.doubtful, step, &std::pair<std::string, std::string>::first);
  return found == profile.doubtful.end() ? "" : "[" + found->second + "]";
}

std::vector<step_figures> merged_steps(const std::vector<const std::vector<step_figures>*>& lists) {
  std::vector<step_figures> all;
  for (const auto* list : lists) {
    std::size_t next = 0;
    for (const step_figures& s : *list) {
      auto found = std::ranges::find_if(all, [&](const step_figures& m) { return m.is_same_step(s); });
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

text_table waterfall(const std::vector<step_figures>& steps, std::uint64_t operations,
                     const profile_summary& profile) {
  constexpr double columns = 40;
  std::uint64_t whole = 0;
  for (const step_figures& s : steps) whole += s.total;
  text_table t{{"BLOCK", "STEP", "", ">CYCLES", ">SHARE", "#"}};
  if (whole == 0 || operations == 0) return t;
  std::uint64_t before = 0;
  for (const step_figures& s : steps) {
    const auto at = [&](std::uint64_t n) {
      return static_cast<std::size_t>(
          std::llround(static_cast<double>(n) * columns / static_cast<double>(whole)));
    };
    const std::size_t from = at(before), to = std::max(at(before + s.total), from + (s.total > 0 ? 1 : 0));
    before += s.total;
    t.row({s.block_name(), s.what, doubt_about(s.what, profile),
           grouped(static_cast<double>(s.total) / static_cast<double>(operations)), share(s.total, whole),
           std::string(from, ' ') + std::string(to - from, '#')});
  }
  return t;
}

std::string waterfall_of(const std::string& vm, const results& r) {
  constexpr std::size_t most_apart = 4;
  return r.vms.size() > most_apart ? "any of the " + std::to_string(r.vms.size()) + " VMs" : vm;
}

/// The steps that the run's figures are made of.
std::set<std::string> charged_steps(const results& r) {
  std::set<std::string> all;
  const auto add = [&](const std::vector<step_figures>& steps) {
    for (const step_figures& s : steps) all.insert(s.what);
  };
  for (const path_result& p : r.paths) add(p.steps);
  for (const install_result& i : r.installs) add(i.steps);
  for (const interrupt_result& i : r.interrupts)
    for (const auto* steps : {&i.story_steps, &i.to_handler_steps, &i.to_eoi_steps}) add(*steps);
  return all;
}

std::optional<document_part> costs_part(const results& r) {
  if (r.profile.name.empty()) return std::nullopt;
  const std::set<std::string> charged = charged_steps(r);
  std::string estimates, memories;
  for (const auto& [step, tag] : r.profile.doubtful) {
    if (!charged.contains(step)) continue;
    std::string& list = tag == "E" ? estimates : memories;
    list += (list.empty() ? "" : ", ") + step;
  }
  document_part part;
  part.remarks.push_back({"Costs: profile " + r.profile.name + ", " + r.profile.description, 0, 100});
  if (!estimates.empty()) part.remarks.push_back({"Estimates [E]: " + estimates, 2, 100});
  if (!memories.empty()) part.remarks.push_back({"From memory [M]: " + memories, 2, 100});
  return part;
}

document report_of(const results& r) {
  document all{head_of(r)};
  results::for_each(r, [&](const auto& section) {
    const document parts = section_parts(section, r);
    all.insert(all.end(), parts.begin(), parts.end());
  });
  if (const auto costs = costs_part(r)) all.push_back(*costs);
  return all;
}

}  // namespace trapline
