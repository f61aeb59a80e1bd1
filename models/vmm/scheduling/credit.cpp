#include "models/vmm/scheduling/credit.h"

#include <algorithm>

namespace trapline::vmm {

namespace {

constexpr std::int64_t whole_processor = static_cast<std::int64_t>(credit::accounting_period.picoseconds());

/// The credit that a domain can be given at an accounting.
std::int64_t most_for(const domain& d) {
  return d.cap == 0 ? whole_processor : whole_processor / 100 * d.cap;
}

}  // namespace

credit::account& credit::account_of(domain& d) {
  if (d.slot == domain::no_slot) {
    d.slot = accounts_.size();
    accounts_.push_back({&d});
    accounts_.back().home = home_for(d);
  }
  return accounts_[d.slot];
}

credit::priority credit::priority_of(const domain& d) const {
  return d.slot == domain::no_slot ? priority::under : accounts_[d.slot].rank;
}

std::int64_t credit::credit_of(const domain& d) const {
  return d.slot == domain::no_slot ? 0 : accounts_[d.slot].credit;
}

/// Where the fewest are at home, of the processors that it may use.
std::size_t credit::home_for(const domain& d) const {
  std::vector<std::size_t> at_home(running_.size());
  for (const account& a : accounts_)
    if (a.who != &d) ++at_home[a.home];
  std::size_t home = running_.size();
  for (std::size_t cpu = 0; cpu < running_.size(); ++cpu)
    if (d.may_use(cpu) && (home == running_.size() || at_home[cpu] < at_home[home])) home = cpu;
  return home == running_.size() ? 0 : home;
}

/// Of a processor whose clock is behind another's, `now` may be before what was paid for: that comes back.
void credit::pay(account& a, instant now) {
  if (a.active) a.credit -= static_cast<std::int64_t>(now.picoseconds() - a.paid_until.picoseconds());
  a.paid_until = now;
}

void credit::settle(instant now) {
  for (instant next = instant{} + tick * (ticks_ + 1); next <= now; next = next + tick) {
    ++ticks_;
    for (const turn& t : running_)
      if (t.who != nullptr) found_running(account_of(*t.who), next);
    if (ticks_ % ticks_per_accounting != 0) continue;
    hand_out();
    judge();
  }
}

void credit::found_running(account& a, instant now) {
  if (a.rank == priority::boost) a.rank = priority::under;
  if (now > a.paid_until) pay(a, now);
  a.active = true;
}

std::vector<credit::account*> credit::take_group(std::vector<account*>& left, processor_set& processors) {
  std::vector<account*> group{left.front()};
  processors = left.front()->who->processors;
  left.erase(left.begin());
  for (auto it = left.begin(); it != left.end();) {
    if (((*it)->who->processors & processors).empty()) {
      ++it;
      continue;
    }
    processors = processors | (*it)->who->processors;
    group.push_back(*it);
    left.erase(it);
    it = left.begin();
  }
  return group;
}

void credit::hand_out() {
  std::vector<account*> left;
  for (account& a : accounts_)
    if (a.active) left.push_back(&a);
  while (!left.empty()) {
    processor_set processors{0};
    std::vector<account*> group = take_group(left, processors);
    const std::size_t usable = (processors & processor_set::first(running_.size())).count();
    share_out(static_cast<std::int64_t>(usable) * whole_processor, group);
  }
}

void credit::share_out(std::int64_t total, std::vector<account*>& group) {
  std::int64_t weights = 0;
  for (const account* a : group) weights += a->who->weight;
  // Those first that can take least for their weight: what one cannot take is left to the others.
  std::ranges::stable_sort(group, [](const account* a, const account* b) {
    return most_for(*a->who) * b->who->weight < most_for(*b->who) * a->who->weight;
  });
  for (account* a : group) {
    const std::int64_t weight = a->who->weight;
    const std::int64_t share =
        std::min(most_for(*a->who), total / weights * weight + total % weights * weight / weights);
    total -= share;
    weights -= weight;
    a->credit += share;
  }
}

void credit::judge() {
  for (account& a : accounts_) {
    if (!a.active) continue;
    a.credit = std::max(a.credit, -whole_processor);
    if (a.credit < 0) {
      a.rank = priority::over;
      if (a.who->cap != 0 && a.credit < -most_for(*a.who)) a.parked = true;
      continue;
    }
    a.parked = false;
    if (a.rank == priority::over) a.rank = priority::under;
    // More than it can use: half of it is what it begins from when it is active again.
    if (a.credit > whole_processor) {
      a.active = false;
      a.credit /= 2;
    }
  }
}

void credit::enqueue(domain& d, instant at) {
  // Where nobody waited, slices have followed one another.
  for (std::size_t cpu = 0; cpu < running_.size(); ++cpu) {
    turn& t = running_[cpu];
    if (t.who != nullptr && t.slice_end <= at && !waiting_for(cpu))
      t.slice_end = t.slice_end + slice_ * ((at - t.slice_end).picoseconds() / slice_.picoseconds() + 1);
  }
  d.now = domain::state::runnable;
  queue_.push_back(&d);
}

void credit::wake(domain& d, instant at) {
  if (d.now != domain::state::blocked) return;
  settle(at);
  account& a = account_of(d);
  if (a.rank == priority::under) a.rank = priority::boost;
  enqueue(d, at);
  turn& at_home = running_[a.home];
  if (at_home.who != nullptr && priority_of(*at_home.who) < a.rank) at_home.preempted = true;
}

std::size_t credit::best_for(std::size_t cpu, bool at_home) const {
  std::size_t best = queue_.size();
  for (std::size_t i = 0; i < queue_.size(); ++i) {
    const domain& d = *queue_[i];
    if (!d.may_use(cpu) || is_parked(d) || (accounts_[d.slot].home == cpu) != at_home) continue;
    if (best == queue_.size() || priority_of(d) > priority_of(*queue_[best])) best = i;
  }
  return best;
}

std::size_t credit::next_for(std::size_t cpu) const {
  const std::size_t own = best_for(cpu, true);
  if (own != queue_.size() && priority_of(*queue_[own]) > priority::over) return own;
  const std::size_t others = best_for(cpu, false);
  if (own == queue_.size()) return others;
  return others != queue_.size() && priority_of(*queue_[others]) > priority::over ? others : own;
}

domain* credit::pick(std::size_t cpu, instant now) {
  settle(now);
  const std::size_t at = next_for(cpu);
  if (at == queue_.size()) return nullptr;
  domain& d = *queue_[at];
  queue_.erase(queue_.begin() + static_cast<std::ptrdiff_t>(at));
  d.now = domain::state::running;
  account& a = account_of(d);
  a.paid_until = std::max(now, d.ready_at);
  a.home = cpu;
  running_[cpu] = {&d, a.paid_until + slice_, false};
  return &d;
}

void credit::withdraw(domain& d) {
  std::erase(queue_, &d);
  d.now = domain::state::blocked;
}

void credit::leave(std::size_t cpu, domain& d, instant now) {
  settle(now);
  pay(account_of(d), now);
  running_[cpu] = {};
  if (d.now == domain::state::runnable) enqueue(d, now);
}

instant credit::turn_ends(std::size_t cpu, const domain& running) const {
  if (is_parked(running)) return instant{};
  // The next accounting may park it, or let another go.
  const instant looks_up = running.cap != 0 ? next_accounting() : next_release();
  const std::size_t next = next_for(cpu);
  if (next == queue_.size()) return looks_up;
  const turn& t = running_[cpu];
  const domain& waiting = *queue_[next];
  const bool at_once = t.preempted && priority_of(waiting) > priority_of(running);
  return at_once ? waiting.ready_at : std::min(looks_up, std::max(t.slice_end, waiting.ready_at));
}

instant credit::next_release() const {
  const bool any = std::ranges::any_of(queue_, [&](const domain* d) { return is_parked(*d); });
  return any ? next_accounting() : instant::never();
}

bool credit::waiting_for(std::size_t cpu) const { return next_for(cpu) != queue_.size(); }

}  // namespace trapline::vmm
