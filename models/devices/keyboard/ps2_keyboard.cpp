/// The keyboard's conversation with the host: commands, answers, the buffer, time.
#include "models/devices/keyboard/ps2_keyboard.h"

#include <algorithm>

namespace trapline::devices {

namespace {

constexpr std::uint8_t ack = 0xFA, resend = 0xFE, echo = 0xEE, self_test_passed = 0xAA;
constexpr std::uint8_t default_typematic = 0x2B;  // 500 ms, 10.9 characters a second
using flags = ps2_keyboard_state::set_3_flags;

}  // namespace

ps2_keyboard::ps2_keyboard(ps2_keyboard_state& state) : state_{state} { set_defaults(); }

void ps2_keyboard::set_defaults() {
  state_.scan_set = 2;
  state_.typematic_setting = default_typematic;
  state_.repeating = key::count_;
  state_.repeat_due = instant::never();
  state_.awaiting = 0;
  clear_buffer();
  for (unsigned i = 0; i < key_count; ++i) {
    const key_codes& codes = codes_of(static_cast<key>(i));
    const bool repeat = codes.kind == set_3_kind::typematic;
    const bool both = codes.kind == set_3_kind::make_break;
    state_.set_3[codes.set_3] = repeat ? flags::typematic : both ? flags::breaks : flags::makes_only;
  }
}

void ps2_keyboard::clear_buffer() { state_.count = 0; }

void ps2_keyboard::set_all_keys(std::uint8_t all) {
  state_.set_3.fill(all);
  clear_buffer();
}

instant ps2_keyboard::ready_at() const {
  if (state_.response_count > 0) return state_.responses_at;
  return state_.count > 0 ? state_.buffered_at : instant::never();
}

std::uint8_t ps2_keyboard::peek() const {
  if (state_.response_count > 0) return state_.responses[state_.response_first];
  return state_.buffer[state_.first];
}

void ps2_keyboard::sent(instant) {
  state_.last_sent = peek();
  if (state_.response_count > 0) {
    ++state_.response_first;
    --state_.response_count;
  } else {
    state_.first = static_cast<std::uint8_t>((state_.first + 1) % state_.buffer.size());
    --state_.count;
  }
}

void ps2_keyboard::respond(std::initializer_list<std::uint8_t> bytes, instant at) {
  std::copy(bytes.begin(), bytes.end(), state_.responses.begin());
  state_.response_first = 0;
  state_.response_count = static_cast<std::uint8_t>(bytes.size());
  state_.responses_at = at;
}

void ps2_keyboard::store(std::span<const std::uint8_t> codes, instant now) {
  ps2_keyboard_state& s = state_;
  if (s.count == 0) s.buffered_at = now;
  const auto put = [&s](std::uint8_t byte) {
    s.buffer[(s.first + s.count) % s.buffer.size()] = byte;
    ++s.count;
  };
  if (s.count + codes.size() <= ps2_keyboard_state::buffer_size) {
    for (const std::uint8_t byte : codes) put(byte);
    return;
  }
  const std::uint8_t overrun = s.scan_set == 1 ? 0xFF : 0x00;
  const std::uint8_t newest = s.buffer[(s.first + s.count + s.buffer.size() - 1) % s.buffer.size()];
  if (s.count < s.buffer.size() && (s.count == 0 || newest != overrun)) put(overrun);
}

void ps2_keyboard::raw_codes(std::span<const std::uint8_t> codes, instant now) {
  advance_to(now);
  if (!state_.scanning || state_.self_test) return;
  for (const std::uint8_t& byte : codes) store({&byte, 1}, now);
}

void ps2_keyboard::hear(std::uint8_t byte, instant now) {
  advance_to(now);
  state_.response_count = 0;
  if (state_.awaiting != 0 && argument(byte, now)) return;
  state_.awaiting = 0;
  command(byte, now);
}

bool ps2_keyboard::argument(std::uint8_t byte, instant now) {
  ps2_keyboard_state& s = state_;
  if (byte >= 0xED) return false;  // a command instead
  const instant at = now + ps2_response_time;
  const std::uint8_t wanted = s.awaiting;
  switch (wanted) {
    case 0xED:
      if (byte > 7) return false;
      s.leds = byte;
      break;
    case 0xF0:
      if (byte > 3) return false;
      if (byte == 0) {
        s.awaiting = 0;
        respond({ack, s.scan_set}, at);
        return true;
      }
      s.scan_set = byte;
      s.repeating = key::count_;
      s.repeat_due = instant::never();
      clear_buffer();
      break;
    case 0xF3:
      if (byte > 0x7F) return false;
      s.typematic_setting = byte;
      break;
    default:  // FB to FD name keys until the next command
      if (byte >= s.set_3.size()) return false;
      s.set_3[byte] = wanted == 0xFB ? flags::typematic : wanted == 0xFC ? flags::breaks : flags::makes_only;
      respond({ack}, at);
      return true;
  }
  s.awaiting = 0;
  respond({ack}, at);
  return true;
}

void ps2_keyboard::command(std::uint8_t byte, instant now) {
  ps2_keyboard_state& s = state_;
  const instant at = now + ps2_response_time;
  switch (byte) {
    case 0xEE:
      respond({echo}, at);
      return;
    case 0xF2:
      respond({ack, 0xAB, 0x83}, at);
      return;
    case 0xFE:
      respond({s.last_sent}, at);
      return;
    case 0xF4:
      clear_buffer();
      s.repeating = key::count_;
      s.repeat_due = instant::never();
      s.scanning = true;
      break;
    case 0xF5:
      set_defaults();
      s.scanning = false;
      break;
    case 0xF6:
      set_defaults();
      break;
    case 0xF7:
      set_all_keys(flags::typematic);
      break;
    case 0xF8:
      set_all_keys(flags::breaks);
      break;
    case 0xF9:
      set_all_keys(flags::makes_only);
      break;
    case 0xFA:
      set_all_keys(flags::typematic | flags::breaks);
      break;
    case 0xFB:
    case 0xFC:
    case 0xFD:
      clear_buffer();
      s.awaiting = byte;
      break;
    case 0xED:
    case 0xF0:
    case 0xF3:
      s.awaiting = byte;
      break;
    case 0xFF:
      set_defaults();
      s.scanning = false;
      s.self_test = true;
      s.self_test_ends = at + self_test_time;
      break;
    default:
      respond({resend}, at);
      return;
  }
  respond({ack}, at);
}

void ps2_keyboard::advance_to(instant now) {
  ps2_keyboard_state& s = state_;
  if (now >= s.self_test_ends) {
    const instant at = s.self_test_ends;
    s.self_test_ends = instant::never();
    s.self_test = false;
    s.scanning = true;
    s.leds = 0;
    // An acknowledgement that the host has not let out yet goes before it.
    if (s.response_count > 0)
      respond({peek(), self_test_passed}, at);
    else
      respond({self_test_passed}, at);
  }
  while (now >= s.repeat_due) {
    const instant at = s.repeat_due;
    s.repeat_due = at + typematic_period(s.typematic_setting);
    // While the host holds it up only the first make code waits, so that a held key fills no buffer.
    if (s.count == 0) send_make(s.repeating, at, true);
  }
}

instant ps2_keyboard::next_event() const { return std::min(state_.self_test_ends, state_.repeat_due); }

duration ps2_keyboard::typematic_delay(std::uint8_t setting) {
  return duration::ms(250) * (1 + (setting >> 5 & 3U));
}

duration ps2_keyboard::typematic_period(std::uint8_t setting) {
  // (8 + A) * 2^B / 240 s, which the reference rounds to 4.17 ms.
  return duration::s(1) * ((8 + (setting & 7U)) << (setting >> 3 & 3U)) / 240;
}

}  // namespace trapline::devices
