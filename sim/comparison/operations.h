/// What of a run's results is compared: its accesses and the legs of its interrupts, by kind.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "sim/comparison/comparison.h"

namespace trapline {

struct operation_key {
  compared_row::kind of;
  std::string name, what;
  auto operator<=>(const operation_key&) const = default;
};

/// The virtual machines' operations of one kind in one run.
struct operations {
  std::string by;
  std::vector<const cycle_figures*> took;
  std::vector<const std::vector<step_figures>*> steps;

  std::uint64_t count() const;
  std::uint64_t total() const;
};

std::map<operation_key, operations> operations_of(const results&);

}  // namespace trapline
