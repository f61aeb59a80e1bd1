#include "models/devices/keyboard/ps2_mouse.h"

#include <algorithm>

namespace trapline::devices {

namespace {

constexpr std::uint8_t ack = 0xFA, resend = 0xFE, failed = 0xFC, self_test_passed = 0xAA;
constexpr std::int32_t most = 0x7FFF;

std::int32_t added(std::int32_t sum, std::int32_t more) {
  return std::clamp(sum + std::clamp(more, -most, most), -most, most);
}

/// The 2:1 scaling of the stream mode: 1, 1, 3, 6, 9, then twice the count.
std::int32_t doubled(std::int32_t n) {
  constexpr std::array<std::int32_t, 6> small{0, 1, 1, 3, 6, 9};
  const std::int32_t size = n < 0 ? -n : n;
  const std::int32_t scaled = size < 6 ? small[static_cast<unsigned>(size)] : 2 * size;
  return n < 0 ? -scaled : scaled;
}

bool is_rate(std::uint8_t r) {
  return r == 10 || r == 20 || r == 40 || r == 60 || r == 80 || r == 100 || r == 200;
}

}  // namespace

void ps2_mouse::move(std::int32_t dx, std::int32_t dy, std::int32_t dz, instant now) {
  advance_to(now);
  state_.dx = added(state_.dx, dx);
  state_.dy = added(state_.dy, dy);
  if (state_.id != 0) state_.dz = added(state_.dz, dz);
  if (dx != 0 || dy != 0 || (dz != 0 && state_.id != 0)) state_.something_to_report = true;
  watch(now);
}

void ps2_mouse::press(std::uint8_t buttons, instant now) {
  advance_to(now);
  if (buttons != state_.buttons) state_.something_to_report = true;
  state_.buttons = buttons;
  watch(now);
}

void ps2_mouse::watch(instant now) {
  if (!streaming() || !state_.something_to_report || state_.count > 0) {
    state_.sample_due = instant::never();
    return;
  }
  const instant next_tick = state_.last_report + duration::s(1) / state_.rate;
  state_.sample_due = std::max(next_tick, now + duration::us(1));
}

void ps2_mouse::advance_to(instant now) {
  if (now >= state_.self_test_ends) {
    const instant at = state_.self_test_ends;
    state_.self_test_ends = instant::never();
    state_.self_test = false;
    const std::array<std::uint8_t, 2> done{self_test_passed, state_.id};
    queue(done, at);
  }
  if (now >= state_.sample_due) {
    const instant at = state_.sample_due;
    std::array<std::uint8_t, 4> packet{};
    const unsigned size = make_packet(packet.data(), state_.double_scaling);
    queue({packet.data(), size}, at);
    state_.last_report = at;
    watch(at);
  }
}

instant ps2_mouse::next_event() const { return std::min(state_.self_test_ends, state_.sample_due); }

void ps2_mouse::sent(instant now) {
  state_.first = static_cast<std::uint8_t>((state_.first + 1) % state_.out.size());
  --state_.count;
  watch(now);
}

void ps2_mouse::queue(std::span<const std::uint8_t> bytes, instant at) {
  if (state_.count == 0) state_.out_at = at;
  for (const std::uint8_t byte : bytes) {
    state_.out[(state_.first + state_.count) % state_.out.size()] = byte;
    ++state_.count;
  }
  state_.last_packet_size = static_cast<std::uint8_t>(std::min(bytes.size(), state_.last_packet.size()));
  std::copy_n(bytes.begin(), state_.last_packet_size, state_.last_packet.begin());
}

void ps2_mouse::acknowledge(instant now) { queue({&ack, 1}, now + ps2_response_time); }

void ps2_mouse::respond(std::span<const std::uint8_t> bytes, instant now) {
  acknowledge(now);
  queue(bytes, now + ps2_response_time);
}

unsigned ps2_mouse::make_packet(std::uint8_t* packet, bool scaled) {
  const std::int32_t x = scaled ? doubled(state_.dx) : state_.dx;
  const std::int32_t y = scaled ? doubled(state_.dy) : state_.dy;
  const auto clipped = [](std::int32_t n) { return std::clamp(n, -256, 255); };
  packet[0] =
      static_cast<std::uint8_t>((state_.buttons & 7U) | 0x08U | (x < 0 ? 0x10U : 0U) | (y < 0 ? 0x20U : 0U) |
                                (clipped(x) != x ? 0x40U : 0U) | (clipped(y) != y ? 0x80U : 0U));
  packet[1] = static_cast<std::uint8_t>(clipped(x));
  packet[2] = static_cast<std::uint8_t>(clipped(y));
  const std::int32_t z = std::clamp(state_.dz, -8, 7);
  packet[3] = static_cast<std::uint8_t>(state_.id == 4 ? (static_cast<unsigned>(z) & 0x0FU) |
                                                             (state_.buttons & 0x18U) << 1
                                                       : static_cast<unsigned>(z));
  // Movement beyond nine bits is lost; the wheel's notches are told one packet after the other.
  state_.dx = state_.dy = 0;
  state_.dz -= z;
  state_.something_to_report = state_.dz != 0;
  return state_.id == 0 ? 3 : 4;
}

void ps2_mouse::forget_movement() { state_.dx = state_.dy = state_.dz = 0; }

void ps2_mouse::set_defaults() {
  state_.rate = 100;
  state_.resolution = 2;
  state_.double_scaling = state_.remote = state_.wrap = state_.reporting = false;
  forget_movement();
}

void ps2_mouse::not_understood(instant now) {
  // The first time the mouse asks again, the second time it gives up.
  const std::uint8_t answer = state_.erred ? failed : resend;
  queue({&answer, 1}, now + ps2_response_time);
  state_.erred = !state_.erred;
}

void ps2_mouse::hear(std::uint8_t byte, instant now) {
  advance_to(now);
  state_.count = 0;  // whatever the host says ends what the mouse was saying
  if (state_.wrap && byte != 0xEC && byte != 0xFF) {
    queue({&byte, 1}, now + ps2_response_time);
  } else if (state_.awaiting != 0 && byte != 0xFF) {
    argument(byte, now);
  } else {
    state_.awaiting = 0;
    command(byte, now);
  }
  watch(now);
}

void ps2_mouse::argument(std::uint8_t byte, instant now) {
  const bool valid = state_.awaiting == 0xF3 ? is_rate(byte) : byte <= 3;
  if (!valid) {
    if (state_.erred) state_.awaiting = 0;
    not_understood(now);
    return;
  }
  if (state_.awaiting == 0xE8) {
    state_.resolution = byte;
  } else {
    auto& earlier = state_.earlier_rates;
    if (byte == 80 && earlier[0] == 200 && earlier[1] == 100) state_.id = 3;
    if (byte == 80 && earlier[0] == 200 && earlier[1] == 200) state_.id = 4;
    earlier = {earlier[1], byte};
    state_.rate = byte;
  }
  state_.awaiting = 0;
  state_.erred = false;
  forget_movement();
  acknowledge(now);
}

void ps2_mouse::command(std::uint8_t byte, instant now) {
  ps2_mouse_state& s = state_;
  const bool had_erred = s.erred;
  s.erred = false;
  switch (byte) {
    case 0xE6:
      s.double_scaling = false;
      break;
    case 0xE7:
      s.double_scaling = true;
      break;
    case 0xE8:
    case 0xF3:
      s.awaiting = byte;
      break;
    case 0xE9: {
      const auto status =
          static_cast<std::uint8_t>((s.remote ? 0x40 : 0) | (s.reporting ? 0x20 : 0) |
                                    (s.double_scaling ? 0x10 : 0) | ((s.buttons & left) != 0 ? 4 : 0) |
                                    ((s.buttons & middle) != 0 ? 2 : 0) | ((s.buttons & right) != 0 ? 1 : 0));
      const std::array<std::uint8_t, 3> answer{status, s.resolution, s.rate};
      respond(answer, now);
      return;
    }
    case 0xEB: {
      std::array<std::uint8_t, 4> packet{};
      const unsigned size = make_packet(packet.data(), false);
      respond({packet.data(), size}, now);
      return;
    }
    case 0xEC:
      s.wrap = false;
      break;
    case 0xEE:
      s.wrap = true;
      break;
    case 0xEA:
      s.remote = false;
      break;
    case 0xF0:
      s.remote = true;
      break;
    case 0xF2:
      respond({&s.id, 1}, now);
      return;
    case 0xF4:
      s.reporting = true;
      break;
    case 0xF5:
      s.reporting = false;
      break;
    case 0xF6:
      set_defaults();
      break;
    case 0xFE: {
      const auto again = s.last_packet;
      queue({again.data(), s.last_packet_size}, now + ps2_response_time);
      return;
    }
    case 0xFF:
      set_defaults();
      s.id = 0;
      s.self_test = true;
      s.self_test_ends = now + ps2_response_time + self_test_time;
      break;
    default:
      s.erred = had_erred;
      not_understood(now);
      return;
  }
  if (byte != 0xE6 && byte != 0xE7) forget_movement();
  acknowledge(now);
}

}  // namespace trapline::devices
