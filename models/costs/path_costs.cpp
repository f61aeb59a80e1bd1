#include "models/costs/path_costs.h"

namespace trapline {

bool is_waiting(const path_step& s) {
  return s.by == account::idle || s.what == step::bus || s.what == step::handler;
}

std::uint64_t certain_cycles(const path_table& table, const cost_profile& profile) {
  std::uint64_t all = 0;
  for (const path_part* part : table.parts)
    for (const path_step& s : part->steps)
      if (part->when.empty() && !is_waiting(s)) all += profile.of(s.what).mean.count();
  return all;
}

}  // namespace trapline
