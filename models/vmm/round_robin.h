/// Round robin with a time slice; domains that are boosted go first.
#pragma once

#include <deque>

#include "models/vmm/domain_scheduler.h"

namespace trapline::vmm {

class round_robin final : public domain_scheduler {
 public:
  explicit round_robin(duration slice) : slice_{slice} {}

  void wake(domain&) override;
  domain* pick(std::size_t cpu) override;
  void give_way(domain&) override;
  bool preempts(std::size_t cpu, const domain& running) const override;
  bool waiting_for(std::size_t cpu) const override;
  duration slice() const override { return slice_; }

 private:
  void enqueue(domain&);

  std::deque<domain*> queue_;
  duration slice_;
};

}  // namespace trapline::vmm
