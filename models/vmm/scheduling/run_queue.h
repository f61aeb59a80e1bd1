/// Domains that wait for a processor, in the order in which they will get one: boosted ones stand in front,
/// then those that hold a turn.
#pragma once

#include <vector>

#include "models/vmm/scheduling/domain.h"

namespace trapline::vmm {

class run_queue {
 public:
  /// Behind the last of its own kind.
  void add(domain&);
  /// Before the first of its own kind.
  void add_first(domain&);
  /// It waits no longer; an answer that it had waited for gives it no turn any more.
  void withdraw(domain&);
  /// Takes the first one that may use the processor; null if there is none.
  domain* take(std::size_t cpu);
  /// The same, which stays.
  domain* first(std::size_t cpu) const;

 private:
  std::vector<domain*> queue_;
};

}  // namespace trapline::vmm
