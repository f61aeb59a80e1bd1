/// Domains that do what a script says, on processors that do what a policy says.
#pragma once

#include <catch2/catch.hpp>

#include <algorithm>
#include <deque>
#include <vector>

#include "models/vmm/scheduling/domain_scheduler.h"
#include "models/vmm/scheduling/scheduling_policies.h"

namespace trapline::testing {

using vmm::domain;
using vmm::processor_set;

/// Computes for `burst` after each time that it wakes, and wakes every `period`; with a period of zero it
/// never sleeps.
class scripted_domain final : public domain {
 public:
  explicit scripted_domain(std::string name, duration every = {}, duration length = {})
      : domain{std::move(name)}, period{every}, burst{length} {}
  void run(processor::physical_processor&) override {}

  duration period, burst;
  duration left;  ///< of this burst
  instant woke;
  bool waits_to_run = false;
  duration ran;
  duration longest_wait;  ///< from waking to running
};

/// Steps time; everything happens on its grid.
class scheduling_bench {
 public:
  static constexpr duration step = duration::us(100);

  scheduling_bench(std::string_view policy, std::size_t processors, duration slice = duration::ms(30))
      : running_(processors), idle_while_somebody_waits_(processors) {
    for (const vmm::scheduling_policy& p : vmm::scheduling_policies())
      if (p.name == policy) scheduler_ = p.make({processors, slice});
    REQUIRE(scheduler_ != nullptr);
  }

  scripted_domain& add(const std::string& name, duration period = {}, duration burst = {}) {
    return domains_.emplace_back(name, period, burst);
  }

  void run_for(duration length) {
    const instant end = now_ + length;
    for (; now_ < end; now_ = now_ + step) {
      wake_those_due();
      for (std::size_t cpu = 0; cpu < running_.size(); ++cpu) let_give_way(cpu);
      for (std::size_t cpu = 0; cpu < running_.size(); ++cpu) fill(cpu);
      check();
      for (std::size_t cpu = 0; cpu < running_.size(); ++cpu) let_run(cpu);
    }
  }

  double share(const scripted_domain& d) const {
    return static_cast<double>(d.ran.picoseconds()) / static_cast<double>((now_ - instant{}).picoseconds());
  }
  std::uint64_t violations() const { return violations_; }
  std::uint64_t idle_steps_while_somebody_waits() const {
    std::uint64_t sum = 0;
    for (const std::uint64_t n : idle_while_somebody_waits_) sum += n;
    return sum;
  }
  vmm::domain_scheduler& scheduler() { return *scheduler_; }

 private:
  void wake_those_due() {
    for (scripted_domain& d : domains_) {
      if (d.now != domain::state::blocked || now_ < d.woke) continue;
      d.left = d.burst;
      d.waits_to_run = true;
      scheduler_->wake(d, now_);
    }
  }

  void let_give_way(std::size_t cpu) {
    scripted_domain* d = running_[cpu];
    if (d == nullptr) return;
    const bool done = d->period != duration{} && d->left == duration{};
    if (!done && scheduler_->turn_ends(cpu, *d) > now_) return;
    d->now = done ? domain::state::blocked : domain::state::runnable;
    if (done)
      while (d->woke <= now_) d->woke = d->woke + d->period;
    running_[cpu] = nullptr;
    scheduler_->leave(cpu, *d, now_);
  }

  void fill(std::size_t cpu) {
    if (running_[cpu] != nullptr) return;
    auto* d = static_cast<scripted_domain*>(scheduler_->pick(cpu, now_));
    running_[cpu] = d;
    if (d == nullptr) return;
    d->home = cpu;
    if (d->now != domain::state::running || !d->may_use(cpu)) ++violations_;
    for (std::size_t other = 0; other < running_.size(); ++other)
      if (other != cpu && running_[other] == d) ++violations_;
    if (d->waits_to_run) d->longest_wait = std::max(d->longest_wait, now_ - d->woke);
    d->waits_to_run = false;
  }

  void check() {
    for (std::size_t cpu = 0; cpu < running_.size(); ++cpu) {
      if (running_[cpu] != nullptr) continue;
      for (const scripted_domain& d : domains_)
        if (d.now == domain::state::runnable && d.may_use(cpu)) ++idle_while_somebody_waits_[cpu];
    }
  }

  void let_run(std::size_t cpu) {
    scripted_domain* d = running_[cpu];
    if (d == nullptr) return;
    d->ran += step;
    if (d->period != duration{}) d->left = d->left - step;
  }

  std::unique_ptr<vmm::domain_scheduler> scheduler_;
  std::deque<scripted_domain> domains_;
  std::vector<scripted_domain*> running_;
  std::vector<std::uint64_t> idle_while_somebody_waits_;
  std::uint64_t violations_ = 0;
  instant now_;
};

}  // namespace trapline::testing
