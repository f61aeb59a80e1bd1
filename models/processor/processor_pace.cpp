#include <algorithm>

#include "models/bus/time_bridge.h"
#include "models/processor/processor.h"

namespace trapline::processor {

void physical_processor::wait_for_kernel(instant t) {
  ++waits_;
  const instant kernel = bus::kernel_now();
  sc_core::wait(bus::to_sc(t > kernel ? t - kernel : duration{}));
}

void physical_processor::catch_up() {
  const instant here = now();
  order_.in_root(index_, here);
  while (bus::kernel_now() < here || order_.calendar().next() <= here) wait_for_kernel(here);
}

void physical_processor::begin_turn() {
  if (order_.ended_by(index_)) return;
  const instant here = now();
  order_.in_root(index_, here);
  if (is_early(here)) wait_for_turn(here);
  order_.begin_turn(index_, here);
}

void physical_processor::wait_for_turn(instant here) {
  while (is_early(here)) wait_for_kernel(here);
}

void physical_processor::idle_until(instant t, account on) {
  if (pin_high_ || t <= now()) return;
  idle_ = true;
  idle_on_ = on;
  order_.idles(index_, t);
  if (t == instant::never())
    sc_core::wait(wake_);
  else
    sc_core::wait(bus::to_sc(t - bus::kernel_now()), wake_);
  idle_ = false;
  wake_.cancel();
  spend_until(on, bus::kernel_now());
  order_.in_root(index_, now());
}

void physical_processor::wake(instant at) {
  if (!idle_) return;
  const instant kernel = bus::kernel_now();
  order_.wakes(index_, std::max(at, kernel));
  wake_.notify(bus::to_sc(at > kernel ? at - kernel : duration{}));
}

void physical_processor::enter_guest_code(bool touches_first) {
  if (order_.is_asked()) order_.enters_guest(index_, now(), touches_first);
}

instant physical_processor::horizon() const {
  const instant end = std::min(next_event(), order_.horizon());
  if (order_.alone()) return end;
  const instant others = order_.earliest_input(index_);
  if (end <= others) return end;
  return order_.in_lockstep() ? others : std::min(end, software_->guest_bound(*this, others));
}

void physical_processor::keep_pace(instant reached) {
  const instant here = std::max(reached, now());
  order_.guest_at(index_, here, reached);
  while (horizon() <= here) wait_for_kernel(here);
}

void physical_processor::wait_for_others(instant reached) {
  while (order_.earliest_input(index_) <= reached) wait_for_kernel(reached);
}

}  // namespace trapline::processor
