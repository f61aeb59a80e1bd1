/// Xen's first credit scheduler: domains earn credit by weight and pay with it for the time that they run.
///
/// Every 30 ms the processors' time is handed out as credit to the active domains, by weight; none is
/// given more than one processor's time, and what it cannot take goes to the others. A domain is active
/// from when a 10 ms tick finds it running until it has more credit than it can use.
/// One is UNDER while its credit lasts and OVER when it is spent. One that wakes while it is UNDER is
/// BOOSTed, until a tick finds it running: it goes first, and at once if what its processor runs has a
/// lower priority. Domains of one priority take turns of 30 ms (scheduler.slice). A processor runs the
/// domains that it ran before; it takes another's when those it has are OVER, or none. The service OS is
/// a domain like the others.
/// A domain with a cap is given no more than that share of one processor's time, and is parked, which is
/// to wait even for an idle processor, from the accounting that finds it overdrawn by more than that until
/// one that finds it out of debt.
///
/// Sources: xen/common/sched_credit.c; L. Cherkasova, D. Gupta, A. Vahdat, "Comparison of the Three CPU
/// Schedulers in Xen", ACM SIGMETRICS Performance Evaluation Review 35(2), 2007, section 2.
/// Not modelled: the rate limit; domains of several virtual processors; ticks at different times on
/// different processors. Where domains keep to processors that do not overlap, each group has the credit
/// of its own processors, as Xen's pools of processors have.
#pragma once

#include <cstdint>
#include <vector>

#include "models/vmm/scheduling/domain_scheduler.h"

namespace trapline::vmm {

class credit final : public domain_scheduler {
 public:
  static constexpr duration tick = duration::ms(10);
  static constexpr unsigned ticks_per_accounting = 3;
  static constexpr duration accounting_period = tick * ticks_per_accounting;

  credit(std::size_t processors, duration slice) : running_(processors), slice_{slice} {}

  void wake(domain&, instant at) override;
  domain* pick(std::size_t cpu, instant now) override;
  void withdraw(domain&) override;
  void leave(std::size_t cpu, domain&, instant now) override;
  instant turn_ends(std::size_t cpu, const domain& running) const override;
  /// No promise: any wake-up may boost, and settle what lies behind it.
  instant undisturbed_until(std::size_t, const domain*, instant) const override { return instant{}; }
  bool waiting_for(std::size_t cpu) const override;
  instant next_release() const override;

  enum class priority : std::uint8_t { over, under, boost };
  priority priority_of(const domain&) const;
  /// In picoseconds of a processor's time.
  std::int64_t credit_of(const domain&) const;

 private:
  struct account {
    domain* who;
    std::int64_t credit = 0;
    priority rank = priority::under;
    bool active = false;
    bool parked = false;
    instant paid_until{};  ///< while it runs
    std::size_t home = 0;  ///< the processor whose queue it stands in
  };
  struct turn {
    domain* who = nullptr;
    instant slice_end;
    bool preempted = false;  ///< somebody of a higher priority woke
  };

  account& account_of(domain&);
  /// Brings ticks and accountings up to date.
  void settle(instant now);
  void found_running(account&, instant now);
  /// Gives the active domains the credit of a period.
  void hand_out();
  static void share_out(std::int64_t total, std::vector<account*>& group);
  /// Who is over, parked or no longer active, now that credit was handed out.
  void judge();
  instant next_accounting() const {
    return instant{} + accounting_period * (ticks_ / ticks_per_accounting + 1);
  }
  bool is_parked(const domain& d) const { return d.slot != domain::no_slot && accounts_[d.slot].parked; }
  /// The first of `left` with all that share processors with it; no longer in `left`.
  static std::vector<account*> take_group(std::vector<account*>& left, processor_set& processors);
  std::size_t home_for(const domain&) const;
  static void pay(account&, instant now);
  void enqueue(domain&, instant at);
  /// The place in the queue of the domain that the processor runs next.
  std::size_t next_for(std::size_t cpu) const;
  /// The first of the highest priority among those that it ran before, or among the others.
  std::size_t best_for(std::size_t cpu, bool at_home) const;

  std::vector<account> accounts_;
  std::vector<domain*> queue_;  ///< within a priority, in the order in which they came
  std::vector<turn> running_;   ///< by processor
  duration slice_;
  std::uint64_t ticks_ = 0;
};

}  // namespace trapline::vmm
