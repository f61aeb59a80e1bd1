#include "models/costs/known_paths.h"

#include <algorithm>

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
  known_path& p = all_.emplace_back();
  if (from != nullptr) p.steps_ = from->steps_;
  p.part_ = &part;
  p.and_then_ = and_then;
  p.in_ = in;
  p.by_ = by;
  p.parts_ = parts;
  p.costs_ = costs_;
  for (const path_part* one : {&part, and_then}) {
    if (one == nullptr) continue;
    for (const path_step& s : one->steps) {
      const cycles c = costs.mean(s.what);
      p.took_ += c;
      p.steps_.add(s.in == where_it_happens ? in : s.in, s.what, c, s.by);
    }
  }
  p.steps_.keep();
  known_path*& first = from == nullptr ? first_ : from->longer_;
  p.another_ = first;
  first = &p;
  return &p;
}

}  // namespace trapline
