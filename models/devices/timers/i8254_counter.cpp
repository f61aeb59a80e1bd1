#include "models/devices/timers/i8254_counter.h"

namespace trapline::devices {

namespace {

std::uint32_t from_bcd(std::uint16_t raw) {
  return (raw >> 12) * 1000u + ((raw >> 8) & 15) * 100u + ((raw >> 4) & 15) * 10u + (raw & 15);
}

std::uint16_t to_bcd(std::uint32_t n) {
  return static_cast<std::uint16_t>((n / 1000 % 10) << 12 | (n / 100 % 10) << 8 | (n / 10 % 10) << 4 |
                                    n % 10);
}

}  // namespace

unsigned i8254_counter::mode() const {
  const unsigned m = (control >> 1) & 7;
  return m > 5 ? m - 4 : m;
}

std::uint32_t i8254_counter::modulus() const { return (control & 1) != 0 ? 10000 : 65536; }

std::uint16_t i8254_counter::count() const {
  const std::uint32_t n = ce % modulus();
  return (control & 1) != 0 ? to_bcd(n) : static_cast<std::uint16_t>(n);
}

void i8254_counter::program(std::uint8_t control_word) {
  control = control_word & 0x3F;
  out = mode() != 0;
  null_count = 1;
  armed = load_next = trigger = counting = expired = strobe = 0;
}

void i8254_counter::write_count(std::uint16_t raw) {
  cr = (control & 1) != 0 ? from_bcd(raw) : raw;
  if (cr == 0) cr = modulus();
  null_count = 1;
  armed = 1;
  switch (mode()) {
    case 0:
      out = 0;
      load_next = 1;
      break;
    case 4:
      load_next = 1;
      break;
    case 2:
    case 3:
      // A running one takes the new count at the end of its (half) cycle.
      if (counting == 0) load_next = 1;
      break;
    default:
      break;
  }
}

void i8254_counter::write_first_byte() {
  if (mode() != 0) return;
  out = 0;
  counting = load_next = 0;
}

void i8254_counter::set_gate(bool high) {
  const bool rises = high && gate == 0;
  gate = high;
  const unsigned m = mode();
  if (rises && armed != 0 && m != 0 && m != 4) trigger = 1;
  if (!high && (m == 2 || m == 3)) out = 1;
}

bool i8254_counter::running() const { return counting != 0 && (gate != 0 || mode() == 1 || mode() == 5); }

/// Clocks until ce does anything else than count down.
std::uint64_t i8254_counter::until_boundary() const {
  if (load_next != 0 || trigger != 0 || strobe != 0) return 1;
  if (!running()) return forever;
  switch (mode()) {
    case 2:
      return ce > 1 ? ce - 1 : 1;
    case 3:
      // An odd count spends its extra clock, with ce at zero, in the high half.
      return ce / 2 + (out != 0 && loaded % 2 != 0 ? 1 : 0);
    default:
      return expired != 0 ? forever : ce;
  }
}

/// Lets clocks pass of which none is a boundary.
void i8254_counter::pass(std::uint64_t edges) {
  if (edges == 0 || !running()) return;
  if (expired != 0)
    ce = static_cast<std::uint32_t>((ce + modulus() - edges % modulus()) % modulus());
  else
    ce -= static_cast<std::uint32_t>(mode() == 3 ? 2 * edges : edges);
}

void i8254_counter::load() {
  loaded = cr;
  ce = mode() == 3 ? cr & ~1u : cr;
  null_count = load_next = trigger = expired = strobe = 0;
  counting = 1;
}

void i8254_counter::boundary() {
  const unsigned m = mode();
  if (load_next != 0 || trigger != 0) {
    load();
    out = m > 2 || (m == 2 && loaded != 1);
    return;
  }
  if (strobe != 0) {
    strobe = 0;
    out = 1;
    pass(1);
    return;
  }
  switch (m) {
    case 2:
      if (ce > 1)
        ce = 1;
      else
        load();
      out = ce != 1;
      break;
    case 3:
      load();
      out = out == 0 || loaded == 1;
      break;
    default:
      ce = 0;
      expired = 1;
      strobe = m > 3;
      out = m < 4;
      break;
  }
}

void i8254_counter::advance(std::uint64_t edges) {
  while (edges > 0) {
    const std::uint64_t distance = until_boundary();
    if (distance > edges) {
      pass(edges);
      return;
    }
    pass(distance - 1);
    boundary();
    edges -= distance;
    // Where a period begins that will repeat itself, whole periods change nothing.
    const bool begins = (mode() == 2 && ce == loaded) || (mode() == 3 && out != 0 && ce == (loaded & ~1u));
    if (begins && cr == loaded && gate != 0 && load_next == 0 && trigger == 0) edges %= loaded;
  }
}

std::uint64_t i8254_counter::until_out_changes() const {
  // No mode lets more than three boundaries pass between two changes of OUT.
  i8254_counter probe = *this;
  std::uint64_t total = 0;
  for (int i = 0; i < 4; ++i) {
    const std::uint64_t distance = probe.until_boundary();
    if (distance == forever) return forever;
    probe.pass(distance - 1);
    probe.boundary();
    total += distance;
    if (probe.out != out) return total;
  }
  return forever;
}

}  // namespace trapline::devices
