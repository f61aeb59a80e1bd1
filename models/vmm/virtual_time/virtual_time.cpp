#include "models/vmm/virtual_time/virtual_time.h"

#include <algorithm>

namespace trapline::vmm {

bus::wakeup& virtual_time::timer_at(model_host& host, unsigned irq) {
  bus::wakeup*& timer = timers_[{&host, irq}];
  if (timer == nullptr) timer = &host.add_timer("ticks of IRQ " + std::to_string(irq));
  return *timer;
}

devices::line_sink& virtual_time::add(unsigned irq, tick_source& source,
                                      devices::interrupt_controller& controller, model_host& host) {
  return lines_.emplace_back(irq, source, *policy_, clock_, log_, controller, timer_at(host, irq),
                             static_cast<tick_listener&>(*this), host.near());
}

void virtual_time::controller_moved(model_host& to) {
  for (tick_line& l : lines_) l.move_to(timer_at(to, l.irq()), to.near());
}

tick_line* virtual_time::line(unsigned irq) {
  const auto found = std::ranges::find(lines_, irq, &tick_line::irq);
  return found == lines_.end() ? nullptr : &*found;
}

bool virtual_time::ticking() const {
  return std::ranges::any_of(lines_, [](const tick_line& l) { return l.ticking(); });
}

/// What was promised to the chips' hosts was promised by the old clock.
void virtual_time::clock_changed() {
  for (bus::endpoint* e : endpoints_) e->rearm();
  for (const tick_line& l : lines_) log_.clock_is_behind(l.irq(), clock_.behind());
}

void virtual_time::guest_leaves(instant at) {
  away_ = true;
  for (tick_line& l : lines_) l.guest_leaves(at);
  if (!can_stop() || !ticking()) return;
  clock_.stop(at);
  clock_changed();
}

void virtual_time::guest_returns(instant at) {
  if (!away_) return;
  away_ = false;
  if (can_stop()) {
    clock_.go_on(at);
    clock_changed();
  }
  for (tick_line& l : lines_) l.guest_returns(at);
}

void virtual_time::restart() {
  clock_.restart();
  clock_changed();
}

void virtual_time::requested(unsigned irq) {
  if (tick_line* l = line(irq)) l->requested();
}

void virtual_time::withdrawn(unsigned irq) {
  if (tick_line* l = line(irq)) l->withdrawn();
}

void virtual_time::taken(unsigned irq, instant at) {
  if (tick_line* l = line(irq)) l->taken(at);
}

void virtual_time::tick_handled(instant at) {
  if (clock_.behind() == duration{}) return;
  instant next = instant::never();
  for (const guest_time_chip& c : chips_) next = std::min(next, c.next_in_guest_time());
  const instant here = clock_.of(at);
  if (next == instant::never() || next <= here) return;
  clock_.catch_up(next - here, at);
  clock_changed();
}

}  // namespace trapline::vmm
