#include "sim/comparison/operations.h"

namespace trapline {

namespace {

void add(operations& to, const std::string& by, const cycle_figures& took,
         const std::vector<step_figures>& steps) {
  if (took.count == 0) return;
  to.by = to.by.empty() || to.by == by ? by : "mixed";
  to.took.push_back(&took);
  to.steps.push_back(&steps);
}

}  // namespace

std::uint64_t operations::count() const {
  std::uint64_t all = 0;
  for (const cycle_figures* f : took) all += f->count;
  return all;
}

std::uint64_t operations::total() const {
  std::uint64_t all = 0;
  for (const cycle_figures* f : took) all += f->total;
  return all;
}

std::map<operation_key, operations> operations_of(const results& r) {
  using enum compared_row::kind;
  std::map<operation_key, operations> all;
  for (const path_result& p : r.paths)
    add(all[{access, p.device, p.towards == direction::in ? "in" : "out"}], p.path, p.took, p.steps);
  for (const interrupt_result& i : r.interrupts) {
    add(all[{interrupt, i.source, "to_handler"}], i.injection, i.to_handler, i.to_handler_steps);
    add(all[{interrupt, i.source, "to_eoi"}], i.injection, i.to_eoi, i.to_eoi_steps);
    add(all[{interrupt, i.source, "story"}], i.injection, i.story, i.story_steps);
  }
  std::erase_if(all, [](const auto& one) { return one.second.took.empty(); });
  return all;
}

}  // namespace trapline
