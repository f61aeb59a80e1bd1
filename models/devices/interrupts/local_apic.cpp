#include "models/devices/interrupts/local_apic.h"

#include <bit>

namespace trapline::devices {

namespace {

enum reg : unsigned {
  r_id = 0x020,
  r_version = 0x030,
  r_tpr = 0x080,
  r_apr = 0x090,
  r_ppr = 0x0a0,
  r_eoi = 0x0b0,
  r_ldr = 0x0d0,
  r_dfr = 0x0e0,
  r_svr = 0x0f0,
  r_isr = 0x100,
  r_tmr = 0x180,
  r_irr = 0x200,
  r_esr = 0x280,
  r_icr_low = 0x300,
  r_icr_high = 0x310,
  r_lvt_timer = 0x320,
  r_lvt_error = 0x370,
  r_initial_count = 0x380,
  r_current_count = 0x390,
  r_divide = 0x3e0
};

constexpr std::uint32_t version = 0x0005'0014;  // a Pentium 4's, six entries
constexpr std::uint32_t masked = 1u << 16, vector_bits = 0xff, id_bits = 0xff00'0000, enabled = 1u << 8;
constexpr std::uint32_t mode_bits = 7u << 8, fixed = 0u << 8, lowest = 1u << 8, non_maskable = 4u << 8,
                        external_interrupt = 7u << 8;
constexpr std::uint32_t send_illegal = 1u << 5, receive_illegal = 1u << 6, illegal_register = 1u << 7;
constexpr unsigned first_legal_vector = 16;
// timer, thermal, counters, LINT0, LINT1, error
constexpr std::uint32_t entry_bits[]{0x0003'00ff, 0x0001'07ff, 0x0001'07ff,
                                     0x0001'a7ff, 0x0001'a7ff, 0x0001'00ff};

int highest(const std::array<std::uint32_t, local_apic_state::words>& bits) {
  for (int word = local_apic_state::words - 1; word >= 0; --word)
    if (const std::uint32_t w = bits[static_cast<unsigned>(word)])
      return word * 32 + 31 - std::countl_zero(w);
  return -1;
}

void set(std::array<std::uint32_t, local_apic_state::words>& bits, unsigned n) {
  bits[n / 32] |= 1u << n % 32;
}
void clear(std::array<std::uint32_t, local_apic_state::words>& bits, unsigned n) {
  bits[n / 32] &= ~(1u << n % 32);
}

}  // namespace

local_apic::local_apic() { reset(instant{}); }

void local_apic::reset(instant now) {
  const bool line = state_.external;
  state_ = {};
  state_.external = line;
  state_.dfr = 0xffff'ffff;
  state_.svr = vector_bits;
  state_.lvt.fill(masked);
  state_.lvt[lint0] = external_interrupt;
  settle(now);
}

bool local_apic::software_enabled() const { return state_.svr & enabled; }

void local_apic::switch_on(bool on, instant at) {
  if (state_.off != on) return;
  // What was in it is lost: SDM 8.4.3.
  reset(at);
  state_.off = !on;
  settle(at);
}

bool local_apic::accepts_external() const {
  if (state_.off) return state_.external;
  const std::uint32_t e = state_.lvt[lint0];
  return state_.external && !(e & masked) && (e & mode_bits) == external_interrupt;
}

unsigned local_apic::processor_priority() const {
  const int in_service = highest(state_.isr);
  const unsigned service_class = in_service < 0 ? 0 : static_cast<unsigned>(in_service) & 0xf0;
  return (state_.tpr & 0xf0) >= service_class ? state_.tpr : service_class;
}

int local_apic::deliverable() const {
  if (!software_enabled()) return -1;
  const int vector = highest(state_.irr);
  return vector >= 0 && (static_cast<unsigned>(vector) >> 4) > (processor_priority() >> 4) ? vector : -1;
}

int local_apic::acknowledge(instant at) {
  advance_to(at);
  // An external controller's request does not pass the priorities.
  if (accepts_external()) {
    const int vector = external_->acknowledge(at);
    settle(at);
    return vector;
  }
  const int vector = deliverable();
  if (vector >= 0) {
    clear(state_.irr, static_cast<unsigned>(vector));
    set(state_.isr, static_cast<unsigned>(vector));
    if (observer_ != nullptr && is_timers(vector))
      observer_->acknowledged(interrupt_observer::local_timer, vector, at);
  }
  settle(at);
  return vector >= 0 ? vector : static_cast<int>(state_.svr & vector_bits);
}

void local_apic::set_level(bool high, instant at) {
  const bool rose = high && !state_.external;
  state_.external = high;
  const std::uint32_t e = state_.lvt[lint0];
  if (rose && !(e & masked) && (e & mode_bits) == fixed) pend_entry(lint0, at);
  settle(at);
}

void local_apic::pend(unsigned vector) {
  if (vector < first_legal_vector) return found(receive_illegal);
  set(state_.irr, vector);
}

void local_apic::pend_entry(entry n, instant at) {
  if (state_.lvt[n] & masked) return;
  pend(state_.lvt[n] & vector_bits);
  if (n == timer && observer_ != nullptr) observer_->requested(interrupt_observer::local_timer, at);
}

bool local_apic::is_timers(int vector) const {
  return static_cast<std::uint32_t>(vector) == (state_.lvt[timer] & vector_bits);
}

void local_apic::found(std::uint32_t error_bit) {
  const bool known = state_.errors & error_bit;
  state_.errors |= error_bit;
  const std::uint32_t e = state_.lvt[error];
  if (!known && !(e & masked) && (e & vector_bits) >= first_legal_vector) set(state_.irr, e & vector_bits);
}

void local_apic::end_of_interrupt(instant at) {
  const int vector = highest(state_.isr);
  if (vector < 0) return;
  clear(state_.isr, static_cast<unsigned>(vector));
  if (observer_ != nullptr && is_timers(vector))
    observer_->end_of_interrupt(interrupt_observer::local_timer, at);
}

bool local_apic::is_for_us() const {
  constexpr std::uint32_t logical = 1u << 11, everybody = 0xff;
  constexpr unsigned by_destination = 0, all_but_self = 3;
  const unsigned shorthand = state_.icr_low >> 18 & 3;
  if (shorthand != by_destination) return shorthand != all_but_self;
  const std::uint32_t to = state_.icr_high >> 24, us = state_.ldr >> 24;
  if (!(state_.icr_low & logical)) return to == everybody || to == state_.id >> 24;
  if (state_.dfr >> 28 == 0xf) return (to & us) != 0;
  const bool same_cluster = to >> 4 == 0xf || to >> 4 == us >> 4;
  return same_cluster && (to & us & 0xf) != 0;
}

void local_apic::command(std::uint32_t low, instant at) {
  constexpr std::uint32_t writable = 0x000c'cfff;
  state_.icr_low = low & writable;
  const std::uint32_t mode = low & mode_bits;
  if (mode == non_maskable && is_for_us()) {
    nmi_.set(true, at);
    nmi_.set(false, at);
  }
  if (mode != fixed && mode != lowest) return;
  if ((low & vector_bits) < first_legal_vector) return found(send_illegal);
  if (is_for_us()) pend(low & vector_bits);
}

void local_apic::write_entry(entry n, std::uint32_t value) {
  state_.lvt[n] = (value & entry_bits[n]) | (software_enabled() ? 0 : masked);
  // A line that is high already has had its edge.
}

std::uint32_t local_apic::read(unsigned r, unsigned width, instant now) {
  advance_to(now);
  if (state_.off) return 0xffff'ffff;
  if (r % 16 != 0 || width != 4) return 0;
  const local_apic_state& s = state_;
  const unsigned word = r / 16 % local_apic_state::words;
  switch (r & ~0x7fu) {
    case r_isr:
      return s.isr[word];
    case r_tmr:
      return 0;  // nothing here is level triggered but what the external controller brings
    case r_irr:
      return s.irr[word];
    default:
      break;
  }
  if (r >= r_lvt_timer && r <= r_lvt_error) return s.lvt[(r - r_lvt_timer) / 16];
  switch (r) {
    case r_id:
      return s.id;
    case r_version:
      return version;
    case r_tpr:
      return s.tpr;
    case r_apr:
    case r_eoi:
      return 0;
    case r_ppr:
      return processor_priority();
    case r_ldr:
      return s.ldr;
    case r_dfr:
      return s.dfr;
    case r_svr:
      return s.svr;
    case r_esr:
      return s.esr;
    case r_icr_low:
      return s.icr_low;
    case r_icr_high:
      return s.icr_high;
    case r_initial_count:
      return s.initial_count;
    case r_current_count:
      return current_count(now);
    case r_divide:
      return s.divide;
    default:
      found(illegal_register);
      settle(now);
      return 0;
  }
}

void local_apic::write(unsigned r, unsigned width, std::uint32_t value, instant now) {
  advance_to(now);
  if (state_.off || r % 16 != 0 || width != 4) return;
  local_apic_state& s = state_;
  if (r >= r_lvt_timer && r <= r_lvt_error) {
    write_entry(static_cast<entry>((r - r_lvt_timer) / 16), value);
    return settle(now);
  }
  switch (r) {
    case r_id:
      s.id = value & id_bits;
      break;
    case r_tpr:
      s.tpr = value & 0xff;
      break;
    case r_eoi:
      end_of_interrupt(now);
      break;
    case r_ldr:
      s.ldr = value & id_bits;
      break;
    case r_dfr:
      s.dfr = value | 0x0fff'ffff;
      break;
    case r_svr:
      s.svr = value & 0x3ff;
      if (!software_enabled())
        for (std::uint32_t& e : s.lvt) e |= masked;
      break;
    case r_esr:
      s.esr = s.errors;
      s.errors = 0;
      break;
    case r_icr_low:
      command(value, now);
      break;
    case r_icr_high:
      s.icr_high = value & id_bits;
      break;
    case r_initial_count:
      s.initial_count = value;
      start_timer(value, now);
      break;
    case r_divide: {
      const std::uint32_t left = current_count(now);
      s.divide = value & 0xb;
      start_timer(left, now);
      break;
    }
    case r_version:
    case r_ppr:
    case r_current_count:
      break;
    default:
      if (r < r_isr || r >= r_esr) found(illegal_register);
  }
  settle(now);
}

}  // namespace trapline::devices
