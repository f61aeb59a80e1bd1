#include "models/vmm/scheduling/scheduling_policies.h"

#include <array>

#include "models/vmm/scheduling/credit.h"
#include "models/vmm/scheduling/pinned.h"
#include "models/vmm/scheduling/round_robin.h"

namespace trapline::vmm {

namespace {

using made = std::unique_ptr<domain_scheduler>;
using terms = scheduling_terms;

constexpr std::array<scheduling_policy, 3> policies{{
    {"pinned", [](const terms& t) -> made { return std::make_unique<pinned>(t.processors); }},
    {"round_robin", [](const terms& t) -> made { return std::make_unique<round_robin>(t.slice); }},
    {"credit", [](const terms& t) -> made { return std::make_unique<credit>(t.processors, t.slice); }},
}};

}  // namespace

std::span<const scheduling_policy> scheduling_policies() { return policies; }

}  // namespace trapline::vmm
