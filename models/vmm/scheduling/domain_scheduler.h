/// Decides which domain a processor runs next (domain scheduling, [0019]). One policy a file; the table
/// in scheduling_policies.cpp names them.
#pragma once

#include <cstddef>

#include "models/vmm/scheduling/domain.h"

namespace trapline::vmm {

class domain_scheduler {
 public:
  virtual ~domain_scheduler() = default;

  /// Makes a blocked domain runnable; others stay as they are.
  virtual void wake(domain&, instant at) = 0;
  /// Takes the domain that processor `cpu` runs next, its state set to running; none if nobody waits
  /// who may use it. It runs from its ready_at on, if that is later.
  virtual domain* pick(std::size_t cpu, instant now) = 0;
  /// A domain that waits does so no longer: it is blocked.
  virtual void withdraw(domain&) = 0;
  /// The domain that ran on `cpu` has left it: it is blocked, or runnable and waits for its next turn.
  virtual void leave(std::size_t cpu, domain&, instant now) = 0;
  /// When the domain that runs on `cpu` has to leave it to one that waits: an instant that is past means
  /// at once, never() that it need not. Changes only when a domain wakes, or a processor picks or is left.
  virtual instant turn_ends(std::size_t cpu, const domain& running) const = 0;
  /// Before this nothing that other processors do ends the turn of the domain that runs on `cpu`; they do
  /// nothing before `others`. @param first the boosted domain if its home is this processor, else null.
  virtual instant undisturbed_until(std::size_t cpu, const domain* first, instant others) const = 0;
  /// Whether a domain waits that processor `cpu` could run.
  virtual bool waiting_for(std::size_t cpu) const = 0;
  /// When a domain that waits, and may not run although a processor is idle, may run again; never() if
  /// there is none.
  virtual instant next_release() const { return instant::never(); }
};

}  // namespace trapline::vmm
