#include "models/vmm/scheduling/scheduling_policies.h"

#include <vector>

#include "models/vmm/scheduling/credit.h"
#include "models/vmm/scheduling/pinned.h"
#include "models/vmm/scheduling/round_robin.h"

namespace trapline::vmm {

namespace {

using made = std::unique_ptr<domain_scheduler>;
using terms = scheduling_terms;

std::vector<scheduling_policy>& policies() {
  static std::vector<scheduling_policy> all{
      {"pinned", [](const terms& t) -> made { return std::make_unique<pinned>(t.processors); }},
      {"round_robin", [](const terms& t) -> made { return std::make_unique<round_robin>(t.slice); }},
      {"credit", [](const terms& t) -> made { return std::make_unique<credit>(t.processors, t.slice); }},
  };
  return all;
}

}  // namespace

std::span<const scheduling_policy> scheduling_policies() { return policies(); }

void add_scheduling_policy(const scheduling_policy& one) { policies().push_back(one); }

}  // namespace trapline::vmm
