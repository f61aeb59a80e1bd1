/// Round robin with a time slice. Who is preempted goes on first with what is left of its slice, and so does
/// who waits for an answer in the middle of an access: another domain may run meanwhile, but makes way when
/// the answer is there (as SCHED_RR keeps a preempted thread at the head of its list with the rest of its
/// interval, POSIX.1-2017, 2.8.4; an access is the guest's own time, as a page fault is a thread's). Where
/// nobody waits, slices follow one another. The service OS goes first as soon as it wakes, and keeps its
/// processor until it has nothing more to do. Weights mean nothing here.
#pragma once

#include <array>
#include <vector>

#include "models/vmm/scheduling/domain_scheduler.h"
#include "models/vmm/scheduling/run_queue.h"

namespace trapline::vmm {

class round_robin final : public domain_scheduler {
 public:
  explicit round_robin(duration slice) : slice_{slice} {}

  void wake(domain&, instant at) override;
  domain* pick(std::size_t cpu, instant now) override;
  void withdraw(domain& d) override { queue_.withdraw(d); }
  void leave(std::size_t cpu, domain&, instant now) override;
  instant turn_ends(std::size_t cpu, const domain& running) const override;
  instant undisturbed_until(std::size_t cpu, const domain* first, instant others) const override;
  bool waiting_for(std::size_t cpu) const override { return queue_.first(cpu) != nullptr; }

 private:
  /// What is left of the domain's slice; zero if its next turn has a whole one.
  duration& left_of(domain& d) {
    if (d.slot == domain::no_slot) give_slot(d);
    return left_[d.slot];
  }
  void give_slot(domain&);
  /// The first end, after `at`, of slices that follow one another from `end` on.
  instant rolled(instant end, instant at) const;
  /// Before somebody comes to wait: brings the slices up to date where nobody did.
  void roll(instant at);

  run_queue queue_;
  std::array<instant, processor_set::most> slice_end_{};  ///< by processor; instant{} while it runs nothing
  std::size_t processors_ = 0;                            ///< up to the last one that ran something
  std::array<unsigned, processor_set::most> away_{};      ///< who wait for an answer in their turn, by home
  std::vector<duration> left_;
  duration slice_;
};

}  // namespace trapline::vmm
