// The local APIC's timer: it counts down from the initial count, once or again and again.
#include "models/devices/interrupts/local_apic.h"

namespace trapline::devices {

namespace {
constexpr std::uint32_t periodic = 1u << 17, masked = 1u << 16;
}

unsigned local_apic::divisor() const {
  constexpr unsigned by_bits[]{2, 4, 8, 16, 32, 64, 128, 1};
  return by_bits[(state_.divide & 3) | (state_.divide >> 1 & 4)];
}

duration local_apic::ticks(std::uint64_t counts) const { return bus_clock.span(cycles{counts * divisor()}); }

std::uint64_t local_apic::counted_by(instant t) const {
  return bus_clock.edges_by(instant{} + (t - state_.start)).count() / divisor();
}

std::uint32_t local_apic::current_count(instant now) const {
  if (!state_.counting) return 0;
  const std::uint64_t counted = counted_by(now);
  return counted < state_.count_at_start ? static_cast<std::uint32_t>(state_.count_at_start - counted) : 0;
}

void local_apic::start_timer(std::uint32_t count, instant now) {
  state_.counting = count != 0;
  state_.count_at_start = count;
  state_.start = now;
}

// While an interrupt of its waits, another one changes nothing.
instant local_apic::next_event() const {
  const std::uint32_t vector = state_.lvt[timer] & 0xff;
  const bool waits = state_.irr[vector / 32] >> vector % 32 & 1;
  if (!state_.counting || waits || (state_.lvt[timer] & masked)) return instant::never();
  return state_.start + ticks(state_.count_at_start);
}

void local_apic::advance_to(instant now) {
  while (state_.counting) {
    const instant due = state_.start + ticks(state_.count_at_start);
    if (due > now) return;
    pend_entry(timer, due);
    state_.start = due;
    state_.counting = (state_.lvt[timer] & periodic) && state_.initial_count != 0;
    state_.count_at_start = state_.initial_count;
    // What nobody hears of need not be counted one by one.
    if (state_.counting && (state_.lvt[timer] & masked)) {
      const std::uint64_t whole = counted_by(now) / state_.initial_count;
      state_.start = state_.start + ticks(whole * state_.initial_count);
    }
    settle(due);
  }
}

}  // namespace trapline::devices
