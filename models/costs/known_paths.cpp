#include "models/costs/known_paths.h"

#include <algorithm>
#include <utility>

#include "models/costs/cost_sampler.h"

namespace trapline {

const known_path* known_paths::learn(const known_path* from, const path_part& part, const path_part* and_then,
                                     block in, const cost_sampler& costs) {
  const account by = part.steps.begin()->by;
  const auto pays_all = [by](const path_part& p) {
    return std::ranges::all_of(p.steps, [by](const path_step& s) { return s.by == by; });
  };
  const std::size_t parts = from == nullptr ? 1 : from->parts_ + 1;
  if (parts > most_parts || all_.size() == most_paths || !pays_all(part) ||
      (and_then != nullptr && !pays_all(*and_then)))
    return nullptr;
  access_record steps;
  if (from != nullptr) steps = from->steps_;
  std::vector<const multiplier_table*> spreads;
  const std::size_t steps_before = steps.steps().size();
  const cycles before = steps.total();
  for (const path_part* one : {&part, and_then}) {
    if (one == nullptr) continue;
    for (const path_step& s : one->steps) {
      steps.add(s.in == where_it_happens ? in : s.in, s.what, costs.mean(s.what), s.by);
      spreads.push_back(&costs.spread_of(s.what));
    }
  }
  // Each has a draw of its own, also those that are kept as one.
  if (!costs.certain() && steps.steps().size() != steps_before + spreads.size()) return nullptr;
  known_path& p = all_.emplace_back();
  p.steps_ = steps;
  p.steps_.keep();
  p.part_ = &part;
  p.and_then_ = and_then;
  p.in_ = in;
  p.by_ = by;
  p.took_ = steps.total() - before;
  p.spreads_ = std::move(spreads);
  p.parts_ = parts;
  p.costs_ = costs_;
  known_path*& first = from == nullptr ? first_ : from->longer_;
  p.another_ = first;
  first = &p;
  return &p;
}

}  // namespace trapline
