/// What the controller's program does with a byte written to it.
#include "models/devices/keyboard/i8042.h"

namespace trapline::devices {

namespace {

constexpr std::uint8_t input_port = 0xB3;  // not locked, no jumper, RAM switch, both data wires high
constexpr std::uint8_t interface_good = 0x00, self_test_good = 0x55, no_password = 0xF1;

}  // namespace

void i8042::power_on_settings() {
  i8042_state& s = state_;
  s.ram.fill(0);
  s.ram[0] = i8042_mode::keyboard_off | i8042_mode::mouse_off;
  s.output_port = i8042_output_port::idle;
  s.output = s.expecting = s.pulsed = 0;
  s.output_full = s.output_from_mouse = s.timed_out = s.input_full = s.input_is_command = false;
  s.answer_waits = s.release_seen = false;
  s.sending_to = s.receiving_from = ps2_port::none;
  s.held = true;
  s.input_due = s.answer_due = s.send_due = s.receive_due = s.pulse_due = instant::never();
}

void i8042::set_up_as_firmware_does(instant now) {
  advance_to(now);
  state_.ram[0] = i8042_mode::irq1 | i8042_mode::system | i8042_mode::mouse_off | i8042_mode::translate;
  state_.held = true;
  settle(now);
}

void i8042::take_input(instant at) {
  i8042_state& s = state_;
  // A byte still on its way to a device keeps the program busy.
  if (s.sending_to != ps2_port::none) {
    s.input_due = s.send_due + processing_time;
    return;
  }
  s.input_due = instant::never();
  s.input_full = false;
  if (s.input_is_command)
    command(s.input, at);
  else
    data(s.input, at);
}

void i8042::command(std::uint8_t byte, instant at) {
  i8042_state& s = state_;
  std::uint8_t& mode = s.ram[0];
  s.expecting = 0;
  if (byte >= i8042_command::read_ram && byte < i8042_command::read_ram + i8042_command::ram_commands)
    return reply(s.ram[byte & i8042_command::ram_index]);
  if (byte >= i8042_command::write_ram && byte < i8042_command::write_ram + i8042_command::ram_commands) {
    s.expecting = byte;
    return;
  }
  if (byte >= i8042_command::pulse_outputs)
    return pulse(~static_cast<unsigned>(byte) & i8042_output_port::pulsed, at);
  switch (byte) {
    case i8042_command::test_password:
      return reply(no_password);
    case i8042_command::mouse_off:
      mode |= i8042_mode::mouse_off;
      break;
    case i8042_command::mouse_on:
      mode &= static_cast<std::uint8_t>(~i8042_mode::mouse_off);
      break;
    case i8042_command::test_mouse_port:
    case i8042_command::test_keyboard_port:
      return reply(interface_good);
    case i8042_command::self_test:
      mode |= i8042_mode::system;
      s.output_port = i8042_output_port::idle;
      return reply(self_test_good);
    case i8042_command::keyboard_off:
      mode |= i8042_mode::keyboard_off;
      break;
    case i8042_command::keyboard_on:
      mode &= static_cast<std::uint8_t>(~i8042_mode::keyboard_off);
      break;
    case i8042_command::read_input_port:
      return reply(input_port);
    case i8042_command::read_output_port: {
      // Bits 4 and 5 are the interrupt lines as they are at the time of asking.
      const unsigned irqs = (irq1_.high() ? unsigned{i8042_output_port::irq1} : 0U) |
                            (irq12_.high() ? unsigned{i8042_output_port::irq12} : 0U);
      constexpr unsigned both = i8042_output_port::irq1 | i8042_output_port::irq12;
      return reply(static_cast<std::uint8_t>((s.output_port & ~both) | irqs));
    }
    case i8042_command::write_output_port:
    case i8042_command::put_keyboard_byte:
    case i8042_command::put_mouse_byte:
    case i8042_command::send_to_mouse:
      s.expecting = byte;
      break;
    case i8042_command::close_a20:
      s.output_port &= static_cast<std::uint8_t>(~i8042_output_port::a20);
      break;
    case i8042_command::open_a20:
      s.output_port |= i8042_output_port::a20;
      break;
    case i8042_command::read_test_inputs:  // the clock wires, which a disabled port holds low
      return reply(static_cast<std::uint8_t>(((mode & i8042_mode::keyboard_off) == 0 ? 1U : 0U) |
                                             ((mode & i8042_mode::mouse_off) == 0 ? 2U : 0U)));
    default:
      break;
  }
}

void i8042::data(std::uint8_t byte, instant at) {
  i8042_state& s = state_;
  const std::uint8_t wanted = s.expecting;
  s.expecting = 0;
  switch (wanted) {
    case i8042_command::write_output_port:
      s.output_port = byte;
      // The processor's reset ends by itself: nothing would be left to end it.
      if ((byte & i8042_output_port::no_reset) == 0) {
        s.output_port |= i8042_output_port::no_reset;
        pulse(i8042_output_port::no_reset, at);
      }
      break;
    case i8042_command::put_keyboard_byte:
      reply(byte);
      break;
    case i8042_command::put_mouse_byte:
      reply(byte, true);
      break;
    case i8042_command::send_to_mouse:
      s.ram[0] &= static_cast<std::uint8_t>(~i8042_mode::mouse_off);
      start_send(ps2_port::mouse, byte, at);
      break;
    case 0:
      s.ram[0] &= static_cast<std::uint8_t>(~i8042_mode::keyboard_off);
      start_send(ps2_port::keyboard, byte, at);
      break;
    default:
      s.ram[wanted & i8042_command::ram_index] = byte;
      break;
  }
}

void i8042::reply(std::uint8_t byte, bool from_mouse) {
  i8042_state& s = state_;
  if (!s.output_full) {
    put_output(byte, from_mouse, false);
    s.answer_waits = false;
    s.answer_due = instant::never();
    return;
  }
  s.answer = byte;
  s.answer_from_mouse = from_mouse;
  s.answer_waits = true;
  s.answer_due = instant::never();
}

void i8042::pulse(unsigned bits, instant at) {
  if (bits == 0) return;
  state_.pulsed = static_cast<std::uint8_t>(bits);
  state_.pulse_due = at + pulse_time;
}

}  // namespace trapline::devices
