/// The controller's registers, its two wires and its outputs.
#include "models/devices/keyboard/i8042.h"

#include <algorithm>

namespace trapline::devices {

namespace {

constexpr duration reception_time = i8042::wire.span(cycles{11});
constexpr duration transmission_time = duration::us(100) + i8042::wire.span(cycles{12});
constexpr duration transmission_timeout = duration::ms(15);
constexpr duration turnaround_time =
    duration::us(50);  // a device wants the clock high that long before it sends
constexpr std::uint8_t no_answer = 0xFE, release_prefix = 0xF0;

}  // namespace

i8042::i8042() {
  power_on_settings();
  settle(instant{});
}

std::uint32_t i8042::read(unsigned reg, unsigned, instant now) {
  advance_to(now);
  if (reg == 4) return status();
  return reg == 0 ? read_data(now) : 0xFFU;
}

std::uint8_t i8042::status() const {
  const i8042_state& s = state_;
  static_assert(i8042_status::system == i8042_mode::system);
  const auto bit = [](bool set, std::uint8_t mask) { return set ? mask : 0; };
  return static_cast<std::uint8_t>(
      i8042_status::unlocked | (s.ram[0] & i8042_mode::system) |
      bit(s.output_full, i8042_status::output_full) | bit(s.input_full, i8042_status::input_full) |
      bit(s.input_is_command, i8042_status::input_is_command) |
      bit(s.output_from_mouse, i8042_status::from_mouse) | bit(s.timed_out, i8042_status::timed_out));
}

std::uint8_t i8042::read_data(instant now) {
  i8042_state& s = state_;
  if (s.output_full) {
    s.output_full = s.output_from_mouse = s.timed_out = false;
    if (s.answer_waits) s.answer_due = now + processing_time;
    settle(now);
  }
  return s.output;
}

void i8042::write(unsigned reg, unsigned, std::uint32_t value, instant now) {
  advance_to(now);
  if (reg != 0 && reg != 4) return;
  state_.input = static_cast<std::uint8_t>(value);
  state_.input_is_command = reg == 4;
  state_.input_full = true;
  state_.input_due = now + processing_time;
  settle(now);
}

void i8042::reset(instant now) {
  advance_to(now);
  power_on_settings();
  settle(now);
}

void i8042::press(key_event event, instant now) {
  advance_to(now);
  keyboard_.press(event, now);
  settle(now);
}

void i8042::raw_codes(std::span<const std::uint8_t> codes, instant now) {
  advance_to(now);
  keyboard_.raw_codes(codes, now);
  settle(now);
}

void i8042::move_mouse(std::int32_t dx, std::int32_t dy, std::int32_t dz, instant now) {
  advance_to(now);
  mouse_.move(dx, dy, dz, now);
  settle(now);
}

void i8042::press_mouse(std::uint8_t buttons, instant now) {
  advance_to(now);
  mouse_.press(buttons, now);
  settle(now);
}

void i8042::catch_up(instant now) {
  i8042_state& s = state_;
  while (s.next <= now) {
    const instant at = s.next;
    keyboard_.advance_to(at);
    mouse_.advance_to(at);
    if (s.pulse_due == at) {
      s.pulse_due = instant::never();
      s.pulsed = 0;
    }
    if (s.receive_due == at) receive(at);
    if (s.send_due == at) finish_send(at);
    if (s.answer_due == at) {
      s.answer_due = instant::never();
      s.answer_waits = false;
      put_output(s.answer, s.answer_from_mouse, false);
    }
    if (s.input_due == at) take_input(at);
    settle(at);
  }
}

ps2_device& i8042::device_at(ps2_port port) {
  if (port == ps2_port::mouse) return mouse_;
  return keyboard_;
}

void i8042::put_output(std::uint8_t byte, bool from_mouse, bool timed_out) {
  state_.output = byte;
  state_.output_full = true;
  state_.output_from_mouse = from_mouse;
  state_.timed_out = timed_out;
}

void i8042::receive(instant at) {
  i8042_state& s = state_;
  ps2_device& from = device_at(s.receiving_from);
  std::uint8_t byte = from.peek();
  from.sent(at);
  s.free_since = at;
  if (s.receiving_from == ps2_port::keyboard && (s.ram[0] & i8042_mode::translate) != 0) {
    if (byte == release_prefix) {
      s.release_seen = true;
      return;
    }
    byte = static_cast<std::uint8_t>(set_1_from_set_2(byte) | (s.release_seen ? 0x80 : 0));
    s.release_seen = false;
  }
  put_output(byte, s.receiving_from == ps2_port::mouse, false);
}

void i8042::start_send(ps2_port to, std::uint8_t byte, instant at) {
  i8042_state& s = state_;
  s.sending_to = to;
  s.sent_byte = byte;
  s.send_fails = !device_at(to).listens();
  s.send_due = at + (s.send_fails ? transmission_timeout : transmission_time);
  if (to == ps2_port::keyboard) s.release_seen = false;
}

void i8042::finish_send(instant at) {
  i8042_state& s = state_;
  const ps2_port to = s.sending_to;
  s.sending_to = ps2_port::none;
  s.send_due = instant::never();
  if (!s.send_fails)
    device_at(to).hear(s.sent_byte, at);
  else if (!s.output_full)
    put_output(no_answer, to == ps2_port::mouse, true);
}

void i8042::plan_reception() {
  i8042_state& s = state_;
  s.receive_due = instant::never();
  s.receiving_from = ps2_port::none;
  if (s.held) return;
  instant start = instant::never();
  if ((s.ram[0] & i8042_mode::keyboard_off) == 0 && keyboard_.ready_at() != instant::never()) {
    start = std::max(keyboard_.ready_at(), s.free_since);
    s.receiving_from = ps2_port::keyboard;
  }
  if ((s.ram[0] & i8042_mode::mouse_off) == 0 && mouse_.ready_at() != instant::never() &&
      std::max(mouse_.ready_at(), s.free_since) < start) {
    start = std::max(mouse_.ready_at(), s.free_since);
    s.receiving_from = ps2_port::mouse;
  }
  if (s.receiving_from != ps2_port::none) s.receive_due = start + turnaround_time + reception_time;
}

void i8042::settle(instant at) {
  i8042_state& s = state_;
  const bool hold = s.output_full || s.answer_waits || s.input_full || s.sending_to != ps2_port::none;
  if (s.held && !hold) s.free_since = at;
  s.held = hold;
  plan_reception();
  s.next = std::min({s.input_due, s.answer_due, s.send_due, s.receive_due, s.pulse_due,
                     keyboard_.next_event(), mouse_.next_event()});
  const levels out = output_levels();
  irq1_.set(out.irq1, at);
  irq12_.set(out.irq12, at);
  a20_.set(out.a20, at);
  reset_request_.set(out.reset, at);
}

void i8042::follow_gate(bool open, instant at) {
  constexpr unsigned p21 = 0x02;
  if (open == a20_.high()) return;
  advance_to(at);
  state_.output_port = static_cast<std::uint8_t>((state_.output_port & ~p21) | (open ? p21 : 0));
  settle(at);
}

i8042::levels i8042::output_levels() const {
  const i8042_state& s = state_;
  const std::uint8_t mode = s.ram[0];
  const bool keyboard_speaks = (mode & i8042_mode::irq1) != 0 && (mode & i8042_mode::keyboard_off) == 0;
  const unsigned port = s.output_port & ~static_cast<unsigned>(s.pulsed);
  return {s.output_full && !s.output_from_mouse && keyboard_speaks,
          s.output_full && s.output_from_mouse && (mode & i8042_mode::irq12) != 0,
          (port & i8042_output_port::a20) != 0, (port & i8042_output_port::no_reset) == 0};
}

void i8042::state_restored() {
  const levels out = output_levels();
  irq1_.restore(out.irq1);
  irq12_.restore(out.irq12);
  a20_.restore(out.a20);
  reset_request_.restore(out.reset);
}

}  // namespace trapline::devices
