#include "models/vmm/injection/tick_line.h"

namespace trapline::vmm {

tick_line::tick_line(unsigned irq, tick_source& source, const tick_policy& policy, const guest_clock& clock,
                     interrupt_log& log, devices::interrupt_controller& controller, bus::wakeup& timer,
                     tick_listener& listener, bool sees_absences)
    : irq_{irq},
      source_{source},
      policy_{policy},
      clock_{clock},
      log_{log},
      controller_{controller},
      timer_{&timer},
      listener_{listener},
      sees_absences_{sees_absences} {}

void tick_line::set_level(bool high, instant at) {
  level_ = high;
  follow_programming(at);
  if (heard()) listened_to(at);
  if (period_ == duration{} || ignored_)
    pass_on(high, at);
  else if (high)
    tick(at);
  else
    fall(at);
}

void tick_line::programmed(duration period, instant at) {
  period_ = period;
  last_ = clock_.of(at);
  forget_kept();
}

void tick_line::forget_kept() {
  log_.kept_are_dropped(irq_, kept_ + held_);
  kept_ = held_ = 0;
}

void tick_line::listened_to(instant at) {
  if (ignored_) last_ = clock_.of(at);
  ignored_ = false;
  unheard_ = 0;
}

void tick_line::pass_on(bool high, instant at) {
  if (high) told_ = {};
  drive(high, at);
}

/// A line that is high already falls for a moment, so that this is an edge.
void tick_line::drive(bool high, instant at) {
  if (high && driven_) controller_.irq(irq_).set_level(false, at);
  driven_ = high;
  controller_.irq(irq_).set_level(high, at);
}

void tick_line::tick(instant at) {
  if (repeating_) return drive(true, at);
  if (!away_ && !heard() && ++unheard_ > 1) {
    ignored_ = true;
    forget_kept();
    return pass_on(true, at);
  }
  last_ = clock_.of(at);
  log_.ticked(irq_, 1, period_);
  if (away_ && sees_absences_ && policy_.forgets_absences() && !source_.stands()) {
    ++held_;
    log_.kept_back(irq_, 1);
  } else if (requested_) {
    miss(1);
  } else {
    told_ = period_;
    drive(true, at);
  }
}

void tick_line::fall(instant at) {
  if (!source_.stands()) {
    if (!requested_) drive(false, at);
    return;
  }
  drive(false, at);
  const std::uint64_t hidden = missed_ticks(clock_.of(at), last_ + period_, period_);
  last_ = last_ + period_ * hidden;
  log_.ticked(irq_, hidden, period_);
  miss(hidden);
  give_next(at);
  listener_.tick_handled(at);
}

void tick_line::miss(std::uint64_t ticks) {
  const tick_policy::fate fate = policy_.missed();
  if (fate == tick_policy::fate::kept) {
    kept_ += ticks;
    log_.kept_back(irq_, ticks);
  } else {
    log_.lost(irq_, ticks, fate == tick_policy::fate::merged);
  }
}

void tick_line::taken(instant at) {
  requested_ = false;
  log_.tick_taken(irq_, told_);
  told_ = {};
  listened_to(at);
  follow_programming(at);
  if (period_ == duration{}) return;
  if (!level_) drive(false, at);
  give_next(at);
  if (!source_.stands()) listener_.tick_handled(at);
}

void tick_line::give_next(instant at) {
  if (kept_ == 0 || requested_ || (source_.stands() && level_)) return;
  const auto pause = policy_.pause(period_, kept_);
  if (!pause) return;
  if (*pause == duration{})
    give(at);
  else
    promise(at + *pause);
}

void tick_line::give(instant at) {
  --kept_;
  log_.let_go(irq_);
  told_ = period_;
  if (!source_.stands()) return drive(true, at);
  repeating_ = true;
  source_.repeat(clock_.of(at));
  repeating_ = false;
}

void tick_line::promise(instant at) {
  promised_ = at;
  timer_->call_at(at, *this);
}

void tick_line::move_to(bus::wakeup& timer, bool sees_absences) {
  sees_absences_ = sees_absences;
  if (promised_ != instant::never()) timer_->call_at(instant::never(), *this);
  timer_ = &timer;
  if (promised_ != instant::never()) promise(promised_);
}

void tick_line::wake(instant at) {
  promised_ = instant::never();
  follow_programming(at);
  if (kept_ > 0 && !requested_ && !(source_.stands() && level_)) give(at);
}

void tick_line::give_held(instant at) {
  if (at < left_ + period_ && !requested_) {
    --held_;
    log_.let_go(irq_);
    told_ = period_;
    drive(true, at);
  }
  log_.kept_are_dropped(irq_, held_);
  held_ = 0;
}

}  // namespace trapline::vmm
