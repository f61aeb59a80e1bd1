/// The timers of one place of device models, of all virtual machines. Each is kept by the processor at which
/// the domain that it belongs to is at home, as Xen moves an HVM guest's timers to the processor that it goes
/// on with (hvm_migrate_timers(), called by vmx_do_resume()): so who serves it does not depend on who looks
/// first, and the interrupt is where its taker runs.
#pragma once

#include <array>
#include <deque>
#include <functional>

#include "models/vmm/scheduling/processor_set.h"
#include "models/vmm/virtual_time/timer_queue.h"

namespace trapline::vmm {

class timer_board final : private timer_observer {
 public:
  timer_board() = default;
  timer_board(const timer_board&) = delete;
  timer_board& operator=(const timer_board&) = delete;

  /// Another virtual machine's; the reference stays good.
  timer_queue& add() { return queues_.emplace_back(static_cast<timer_observer*>(this)); }
  /// The earliest promise that this processor keeps.
  instant next_on(std::size_t cpu) const {
    if (stale_) look_through();
    return next_on_[cpu];
  }
  /// Keeps those that are due, each at its own instant, earliest first.
  void fire_due_on(std::size_t cpu, instant now);

  /// The queue that has the earliest of them. @pre there is one
  timer_queue& next_queue_on(std::size_t cpu);

  /// A domain has a new home.
  void home_changed() { stale_ = true; }
  /// Called when a queue's next promise has changed and is not never().
  std::function<void(timer_queue&)> armed;

 private:
  void next_changed(timer_queue&) override;
  void look_through() const;

  std::deque<timer_queue> queues_;
  mutable std::array<instant, processor_set::most> next_on_;  ///< by processor
  mutable std::size_t kept_on_ = processor_set::most;         ///< from there on they keep none
  mutable bool stale_ = true;
};

}  // namespace trapline::vmm
