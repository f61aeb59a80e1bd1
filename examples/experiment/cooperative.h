/// A scheduling policy of one's own: nobody is made to leave a processor, except by the service OS. Who waits gets the processor
/// when the domain that has it waits for an answer, halts or ends.
#pragma once

#include "models/vmm/scheduling/domain_scheduler.h"
#include "models/vmm/scheduling/run_queue.h"

class cooperative final : public trapline::vmm::domain_scheduler {
  using domain = trapline::vmm::domain;
  using instant = trapline::instant;

 public:
  void wake(domain& d, instant) override {
    if (d.now != domain::state::blocked) return;
    d.now = domain::state::runnable;
    queue_.add(d);
  }
  domain* pick(std::size_t cpu, instant) override {
    domain* d = queue_.take(cpu);
    if (d != nullptr) d->now = domain::state::running;
    return d;
  }
  void withdraw(domain& d) override { queue_.withdraw(d); }
  void leave(std::size_t, domain& d, instant) override {
    if (d.now == domain::state::runnable) queue_.add_first(d);
  }
  instant turn_ends(std::size_t cpu, const domain& running) const override {
    const domain* next = queue_.first(cpu);
    return next != nullptr && next->boosted && !running.boosted ? next->ready_at : instant::never();
  }
  instant undisturbed_until(std::size_t, const domain* first, instant) const override {
    return first != nullptr ? instant{} : instant::never();
  }
  bool waiting_for(std::size_t cpu) const override { return queue_.first(cpu) != nullptr; }

 private:
  trapline::vmm::run_queue queue_;
};
