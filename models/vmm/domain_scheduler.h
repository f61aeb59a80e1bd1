/// Decides which domain a processor runs next (domain scheduling, [0019]). One policy a file.
#pragma once

#include <cstddef>

#include "models/vmm/domain.h"

namespace trapline::vmm {

class domain_scheduler {
 public:
  virtual ~domain_scheduler() = default;

  /// Makes a blocked domain runnable; others stay as they are.
  virtual void wake(domain&) = 0;
  /// Takes the domain that processor `cpu` runs next, its state set to running; none if all are blocked.
  virtual domain* pick(std::size_t cpu) = 0;
  /// The domain left its processor runnable: it waits for its next turn.
  virtual void give_way(domain&) = 0;
  /// Whether a domain that waits should replace the one that runs on `cpu`, for whatever time it has
  /// had: a boosted one replaces one that is not.
  virtual bool preempts(std::size_t cpu, const domain& running) const = 0;
  /// Whether a domain waits that processor `cpu` could run.
  virtual bool waiting_for(std::size_t cpu) const = 0;
  /// How long a domain may run while others wait.
  virtual duration slice() const = 0;
};

}  // namespace trapline::vmm
