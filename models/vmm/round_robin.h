/// Round robin with a time slice. The service OS goes first as soon as it wakes, and keeps its processor
/// until it has nothing more to do. Weights mean nothing here.
#pragma once

#include <array>

#include "models/vmm/domain_scheduler.h"
#include "models/vmm/run_queue.h"

namespace trapline::vmm {

class round_robin final : public domain_scheduler {
 public:
  explicit round_robin(duration slice) : slice_{slice} {}

  void wake(domain&, instant at) override;
  domain* pick(std::size_t cpu, instant now) override;
  void leave(std::size_t cpu, domain&, instant now) override;
  instant turn_ends(std::size_t cpu, const domain& running) const override;
  bool waiting_for(std::size_t cpu) const override { return queue_.first(cpu) != nullptr; }

 private:
  run_queue queue_;
  std::array<instant, processor_set::most> slice_end_{};  ///< by processor
  duration slice_;
};

}  // namespace trapline::vmm
