/// The policies that share processors among domains, by name.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "models/vmm/scheduling/domain_scheduler.h"

namespace trapline::vmm {

struct scheduling_terms {
  std::size_t processors;
  duration slice;
};

struct scheduling_policy {
  std::string_view name;
  std::unique_ptr<domain_scheduler> (*make)(const scheduling_terms&);
};

std::span<const scheduling_policy> scheduling_policies();

/// For a program that has a policy of its own, before it reads a scenario. The name has to last as long as the program.
void add_scheduling_policy(const scheduling_policy&);

}  // namespace trapline::vmm
