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

}  // namespace trapline::vmm
