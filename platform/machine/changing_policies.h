/// Policies that can be exchanged while the machine runs: for the rest of the system each is one policy.
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "models/vmm/scheduling/domain_scheduler.h"
#include "models/vmm/scheduling/processor_set.h"
#include "models/vmm/virtual_time/tick_policy.h"

namespace trapline {

class changing_scheduler final : public vmm::domain_scheduler {
 public:
  explicit changing_scheduler(std::unique_ptr<vmm::domain_scheduler> first) : now_{std::move(first)} {}

  /// Where the machine stands still: everybody stays where it is, with a new turn; what the old policy owed is
  /// forgotten. @pre neither of the two ties domains to processors.
  void change_to(std::unique_ptr<vmm::domain_scheduler>, instant now);

  void wake(vmm::domain&, instant at) override;
  vmm::domain* pick(std::size_t cpu, instant now) override;
  void withdraw(vmm::domain& d) override { now_->withdraw(d); }
  void leave(std::size_t cpu, vmm::domain&, instant now) override;
  instant turn_ends(std::size_t cpu, const vmm::domain& running) const override {
    return now_->turn_ends(cpu, running);
  }
  instant undisturbed_until(std::size_t cpu, const vmm::domain* first, instant others) const override {
    return now_->undisturbed_until(cpu, first, others);
  }
  bool waiting_for(std::size_t cpu) const override { return now_->waiting_for(cpu); }
  instant next_release() const override { return now_->next_release(); }

 private:
  std::unique_ptr<vmm::domain_scheduler> now_;
  std::vector<vmm::domain*> known_;  ///< in the order in which they first woke
  std::array<vmm::domain*, vmm::processor_set::most> running_{};
};

class changing_tick_policy final : public vmm::tick_policy {
 public:
  explicit changing_tick_policy(std::string_view name) : now_{&vmm::tick_policy_named(name)} {}

  /// @pre neither of the two stops guest time.
  void change_to(std::string_view name) { now_ = &vmm::tick_policy_named(name); }

  fate missed() const override { return now_->missed(); }
  /// What the policy before has kept and this one would not is given as fast as the guest takes it.
  std::optional<duration> pause(duration period, std::uint64_t kept) const override {
    return missed() == fate::kept ? now_->pause(period, kept) : duration{};
  }
  bool forgets_absences() const override { return now_->forgets_absences(); }
  bool stops_guest_time() const override { return now_->stops_guest_time(); }

 private:
  const vmm::tick_policy* now_;
};

}  // namespace trapline
