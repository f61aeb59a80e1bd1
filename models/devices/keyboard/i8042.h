/// The PC's keyboard controller: an Intel 8042 with the PS/2 program for a keyboard and a mouse. IBM Personal
/// System/2 Hardware Interface Technical Reference, "Keyboard and Auxiliary Device Controller"; IBM PC AT
/// Technical Reference, "Keyboard Controller"; DDh and DFh (A20 off and on) as clone makers added them.
/// Element 13 (Fig. 1): an I/O device.
///
/// Bytes take their time: a write is dealt with after 10 us (until then status bit 1 is set), a byte from a
/// device is 11 clocks of 12 kHz on the wire, a byte to it 100 us of request and 12 clocks. While a byte
/// waits in the output buffer both ports are held. Writing to the controller cuts a reception short; the
/// device sends the byte again later.
///
/// Choices where programs differ: an answer waits until the output buffer is free and a later answer replaces
/// it; port 1 disabled raises no IRQ1, so that a program may ask with interrupts on; the self-test leaves the
/// command byte but for the system flag, and opens A20. A byte for a device that is testing itself comes back
/// as FEh with the time-out flag after 15 ms.
///
/// *Not modelled*: the key lock, the password (A4h answers "none", A5h and A6h are ignored), ACh, C1h, C2h,
/// the AT program's mono/color switch in the input port, parity errors on the wires.
#pragma once

#include <array>
#include <cstdint>

#include "models/devices/keyboard/i8042_registers.h"
#include "models/devices/keyboard/keyboard_port.h"
#include "models/devices/keyboard/ps2_keyboard.h"
#include "models/devices/keyboard/ps2_mouse.h"
#include "models/devices/line.h"
#include "models/devices/stateful_device.h"

namespace trapline::devices {

enum class ps2_port : std::uint8_t { none, keyboard, mouse };

struct i8042_state {
  std::array<std::uint8_t, 32> ram{};  // the command byte is the first
  std::uint8_t output = 0;
  bool output_full = false, output_from_mouse = false, timed_out = false;
  std::uint8_t input = 0;
  bool input_full = false, input_is_command = false;
  std::uint8_t expecting = 0;  // the command whose data byte comes next to port 60h
  std::uint8_t answer = 0;
  bool answer_waits = false, answer_from_mouse = false;
  std::uint8_t output_port = 0;
  std::uint8_t pulsed = 0;  // output port bits held low
  ps2_port sending_to = ps2_port::none;
  std::uint8_t sent_byte = 0;
  bool send_fails = false;
  ps2_port receiving_from = ps2_port::none;
  bool release_seen = false;  // F0h swallowed by the translation
  bool held = true;           // both ports inhibited
  instant free_since{};
  instant input_due = instant::never();
  instant answer_due = instant::never();
  instant send_due = instant::never();
  instant receive_due = instant::never();
  instant pulse_due = instant::never();
  instant next = instant::never();
  ps2_keyboard_state keyboard;
  ps2_mouse_state mouse;
};

template <typename Members>
void describe(Members& m, i8042_state& s) {
  m.begins("i8042", 1);
  m("ram", s.ram);
  m("output", s.output);
  m("output_full", s.output_full);
  m("output_from_mouse", s.output_from_mouse);
  m("timed_out", s.timed_out);
  m("input", s.input);
  m("input_full", s.input_full);
  m("input_is_command", s.input_is_command);
  m("expecting", s.expecting);
  m("answer", s.answer);
  m("answer_waits", s.answer_waits);
  m("answer_from_mouse", s.answer_from_mouse);
  m("output_port", s.output_port);
  m("pulsed", s.pulsed);
  m("sending_to", s.sending_to);
  m("sent_byte", s.sent_byte);
  m("send_fails", s.send_fails);
  m("receiving_from", s.receiving_from);
  m("release_seen", s.release_seen);
  m("held", s.held);
  m("free_since", s.free_since);
  m("input_due", s.input_due);
  m("answer_due", s.answer_due);
  m("send_due", s.send_due);
  m("receive_due", s.receive_due);
  m("pulse_due", s.pulse_due);
  m("next", s.next);
  m("keyboard", s.keyboard);
  m("mouse", s.mouse);
}

/// Register 0 is port 60h, register 4 is port 64h.
class i8042 final : public stateful_device<i8042_state>, public keyboard_port {
 public:
  static constexpr duration processing_time = duration::us(10);
  static constexpr clock_domain wire{12'000};
  static constexpr duration pulse_time = duration::us(6);

  i8042();

  std::span<const port_window> ports() const override { return windows; }
  std::uint32_t read(unsigned reg, unsigned width, instant now) override;
  void write(unsigned reg, unsigned width, std::uint32_t value, instant now) override;
  void advance_to(instant now) override {
    if (now >= state_.next) catch_up(now);
  }
  instant next_event() const override { return state_.next; }
  /// The controller's pin; keyboard and mouse have their own power-on reset and hear nothing of it.
  void reset(instant now) override;

  /// As firmware leaves it before it starts a system: keyboard enabled and translated, IRQ1 on, mouse port
  /// off.
  void set_up_as_firmware_does(instant now) override;

  // What happens at the far ends of the cables.
  void press(key_event event, instant now) override;
  void raw_codes(std::span<const std::uint8_t> codes, instant now) override;
  void move_mouse(std::int32_t dx, std::int32_t dy, std::int32_t dz, instant now);
  void press_mouse(std::uint8_t buttons, instant now);
  std::uint8_t leds() const { return keyboard_.leds(); }

  output_line& irq1() { return irq1_; }
  output_line& irq12() { return irq12_; }
  /// High: address line 20 passes.
  output_line& a20() { return a20_; }
  /// The gate itself, which another one may have set: bit 1 of the output port follows it.
  line_sink& a20_gate() { return a20_gate_; }
  /// High for 6 us: the processor's reset.
  output_line& reset_request() { return reset_request_; }

 private:
  void state_restored() override;
  static constexpr std::array<port_window, 2> windows{{{0x60, 1, 0}, {0x64, 1, 4}}};

  std::uint8_t status() const;
  std::uint8_t read_data(instant now);
  void catch_up(instant now);
  void settle(instant at);
  void plan_reception();
  struct levels {
    bool irq1, irq12, a20, reset;
  };
  levels output_levels() const;
  void receive(instant at);
  void finish_send(instant at);
  void start_send(ps2_port to, std::uint8_t byte, instant at);
  void put_output(std::uint8_t byte, bool from_mouse, bool timed_out);
  ps2_device& device_at(ps2_port port);

  // i8042_commands.cpp
  void take_input(instant at);
  void command(std::uint8_t byte, instant at);
  void data(std::uint8_t byte, instant at);
  void reply(std::uint8_t byte, bool from_mouse = false);
  void pulse(unsigned bits, instant at);
  void follow_gate(bool open, instant at);
  void power_on_settings();

  ps2_keyboard keyboard_{state_.keyboard};
  ps2_mouse mouse_{state_.mouse};
  output_line irq1_, irq12_, a20_, reset_request_;

  class gate_input final : public line_sink {
   public:
    explicit gate_input(i8042& c) : controller_{c} {}
    void set_level(bool high, instant at) override { controller_.follow_gate(high, at); }

   private:
    i8042& controller_;
  } a20_gate_{*this};
};

}  // namespace trapline::devices
