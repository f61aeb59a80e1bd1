#include "models/bus/scheduled_wakeup.h"

#include "models/bus/time_bridge.h"

namespace trapline::bus {

scheduled_wakeup::scheduled_wakeup(sc_core::sc_module_name name, event_calendar& calendar)
    : sc_module{name}, calendar_{calendar}, slot_{calendar.add()}, event_{"alarm"} {
  SC_HAS_PROCESS(scheduled_wakeup);
  SC_METHOD(due);
  sensitive << event_;
  dont_initialize();
}

void scheduled_wakeup::call_at(instant t, sleeper& s) {
  sleeper_ = &s;
  if (t == at_) return;
  at_ = t;
  calendar_.set(slot_, t);
  event_.cancel();
  // An instant that an initiator ahead of the kernel has already passed is due at once.
  if (t != instant::never()) {
    const instant now = kernel_now();
    event_.notify(to_sc(t > now ? t - now : duration{}));
  }
}

void scheduled_wakeup::due() {
  const instant t = at_;
  at_ = instant::never();
  calendar_.set(slot_, at_);
  sleeper_->wake(t);
}

}  // namespace trapline::bus
