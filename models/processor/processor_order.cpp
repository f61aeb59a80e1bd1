#include "models/processor/processor_order.h"

#include <algorithm>

#include "models/bus/time_bridge.h"

namespace trapline::processor {

processor_order::processor_order(const bus::event_calendar& calendar, duration quantum)
    : calendar_{calendar}, quantum_{quantum} {}

std::size_t processor_order::add() {
  all_.emplace_back();
  return all_.size() - 1;
}

void processor_order::wakes(std::size_t cpu, instant at) {
  if (at < all_[cpu].at) idles(cpu, at);
}

void processor_order::guest_at(std::size_t cpu, instant at, instant allowed) {
  progress p = all_[cpu];
  if (allowed <= p.began) p.began = at;
  p.at = at;
  p.output = at + lookahead_;
  report(cpu, p);
}

instant processor_order::next_touch(std::size_t cpu) const {
  const progress& p = all_[cpu];
  return p.what == mode::idle && cpu == 0 ? std::min(p.at, calendar_.next()) : p.at;
}

instant processor_order::earliest_output(std::size_t cpu) const {
  return all_[cpu].what == mode::guest ? all_[cpu].output : next_touch(cpu);
}

bool processor_order::first_of_all(std::size_t cpu, instant here) const {
  for (std::size_t i = 0; i < all_.size(); ++i) {
    if (i == cpu) continue;
    const instant t = next_touch(i);
    if (t < here) return false;
    if (t == here && i < cpu && all_[i].what != mode::guest) return false;
  }
  return true;
}

instant processor_order::earliest_input(std::size_t cpu) const {
  instant t = instant::never();
  for (std::size_t i = 0; i < all_.size(); ++i)
    if (i != cpu) t = std::min(t, earliest_output(i));
  return t;
}

instant processor_order::horizon() const {
  if (const instant kernel = bus::kernel_now(); kernel >= quantum_end_)
    quantum_end_ =
        instant::at_ps((kernel.picoseconds() / quantum_.picoseconds() + 1) * quantum_.picoseconds());
  return std::min(quantum_end_, limit_);
}

void processor_order::reaches_guest(std::size_t cpu, instant at, const char* what) {
  const progress& p = all_[cpu];
  const instant when = std::max(at, present_);
  if (rule_ == order_rule::trusted || p.what != mode::guest || p.at <= std::max(when, p.began)) return;
  if (!violation_.empty()) return;
  violation_ = std::string{what} + " at " + std::to_string(when.picoseconds()) + " ps, made by cpu" +
               std::to_string(acting_) + ", reaches guest code on cpu" + std::to_string(cpu) +
               " that has come to " + std::to_string(p.at.picoseconds()) + " ps";
}

}  // namespace trapline::processor
