#include "platform/command_line/list_paths.h"

#include <algorithm>

#include "models/costs/path_costs.h"
#include "models/hosted/paths.h"
#include "models/hybrid/paths.h"
#include "models/vmm/drivers/network_paths.h"
#include "sim/report/text_table.h"

namespace trapline {
namespace {

std::string block_of(const path_step& s) { return s.in == where_it_happens ? "" : std::to_string(s.in); }

std::string in_words(const path_table& table, const std::vector<cost_profile>& profiles) {
  std::vector<std::string> headings{"BLOCK", "STEP", "PAID BY"};
  for (const cost_profile& p : profiles) headings.push_back(">" + p.name());
  headings.emplace_back("ONLY IF");
  text_table t{headings};
  std::vector<std::uint64_t> always, most(profiles.size());
  for (const cost_profile& p : profiles) always.push_back(certain_cycles(table, p));
  for (const path_part* part : table.parts)
    for (const path_step& s : part->steps) {
      std::vector<std::string> cells{block_of(s), std::string{name_of(s.what)}, std::string{name_of(s.by)}};
      for (std::size_t i = 0; i < profiles.size(); ++i) {
        const std::uint64_t cost = is_waiting(s) ? 0 : profiles[i].of(s.what).mean.count();
        most[i] += cost;
        cells.push_back(is_waiting(s) ? "-" : grouped(cost));
      }
      cells.emplace_back(part->when);
      t.row(std::move(cells));
    }
  const auto sums = [&](const std::string& name, const std::vector<std::uint64_t>& of) {
    std::vector<std::string> cells{"", name, ""};
    for (const std::uint64_t sum : of) cells.push_back(grouped(sum));
    t.row(std::move(cells));
  };
  sums("always", always);
  sums("at most", most);
  return "Figure " + std::string{table.figure} + ": " + std::string{table.title} + "\n" + t.text();
}

std::vector<path_table> all_tables() {
  std::vector<path_table> all;
  for (const auto& tables : {hybrid::paths::tables(), hosted::paths::tables()})
    all.insert(all.end(), tables.begin(), tables.end());
  all.push_back(vmm::packet_table);
  std::ranges::stable_sort(all, {}, &path_table::figure);
  return all;
}

}  // namespace

std::string paths_in_words(const std::vector<cost_profile>& profiles) {
  std::string all;
  for (const path_table& table : all_tables()) all += (all.empty() ? "" : "\n") + in_words(table, profiles);
  return all + "\nCycles in the mean. A part of a path that is not always taken says when it is.\n";
}

std::string path_as_markdown(const path_table& table) {
  std::string all = "| block | what happens | steps |\n|---|---|---|\n";
  for (const path_part* part : table.parts) {
    std::string steps;
    for (const path_step& s : part->steps)
      steps += (steps.empty() ? "`" : " `") + std::string{name_of(s.what)} + "`";
    all += "| " + block_of(*part->steps.begin()) + " | " + std::string{part->what} +
           (part->when.empty() ? "" : " (if " + std::string{part->when} + ")") + " | " + steps + " |\n";
  }
  return all;
}

}  // namespace trapline
