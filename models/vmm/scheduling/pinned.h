/// Each domain stays on one processor, and there are no decisions about sharing: no time slice, no moving
/// to one that is free. A domain's processor is, of those that it may use, the one with the fewest domains
/// when it first wakes. Where there are more domains than processors, one runs until it has nothing to do:
/// who takes its place while it waits for an answer in the middle of an access makes way when that is there.
/// Only the service OS goes first as soon as it wakes, since others wait for its answers.
#pragma once

#include <vector>

#include "models/vmm/scheduling/domain_scheduler.h"
#include "models/vmm/scheduling/run_queue.h"

namespace trapline::vmm {

class pinned final : public domain_scheduler {
 public:
  explicit pinned(std::size_t processors) : domains_on_(processors), away_(processors) {}

  void wake(domain&, instant at) override;
  domain* pick(std::size_t cpu, instant now) override;
  void withdraw(domain& d) override { queue_.withdraw(d); }
  void leave(std::size_t cpu, domain&, instant now) override;
  instant turn_ends(std::size_t cpu, const domain& running) const override;
  instant undisturbed_until(std::size_t cpu, const domain* first, instant others) const override;
  bool waiting_for(std::size_t cpu) const override { return queue_.first(cpu) != nullptr; }

 private:
  void pin(domain&);

  run_queue queue_;
  std::vector<std::size_t> domains_on_;
  std::vector<unsigned> away_;  ///< who wait for an answer, by processor
};

}  // namespace trapline::vmm
