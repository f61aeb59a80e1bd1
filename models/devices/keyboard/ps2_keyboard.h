/// The 101/102-key keyboard with a PS/2 plug: IBM Personal System/2 Hardware Interface Technical Reference,
/// "Keyboards (101- and 102-Key)": commands, scan code sets 1 to 3, 16-byte buffer, typematic action.
/// Element 13 (Fig. 1): an I/O device.
///
/// At power-on it has passed its basic assurance test and scans; the completion code went out before anything
/// could listen.
///
/// *Not modelled*: the clock and data wires' bits (bytes go whole), the second identification of other
/// keyboards, key bounce and matrix ghosts.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <span>

#include "models/devices/keyboard/ps2_device.h"
#include "models/devices/keyboard/scan_codes.h"

namespace trapline::devices {

struct ps2_keyboard_state {
  static constexpr unsigned buffer_size = 16;
  enum set_3_flags : std::uint8_t { makes_only = 0, typematic = 1, breaks = 2 };

  std::array<std::uint8_t, buffer_size + 1> buffer{};  // one place more for the overrun code
  std::uint8_t first = 0, count = 0;
  instant buffered_at{};                    // when the buffer last became non-empty
  std::array<std::uint8_t, 4> responses{};  // before the buffer, and not part of it
  std::uint8_t response_first = 0, response_count = 0;
  instant responses_at{};
  std::uint8_t last_sent = 0;
  std::uint8_t awaiting = 0;  // the command that wants another byte
  std::uint8_t scan_set = 2;
  std::uint8_t leds = 0;
  std::uint8_t typematic_setting = 0x2B;
  bool scanning = true;
  bool self_test = false;
  std::array<bool, key_count> down{};
  key repeating = key::count_;
  instant repeat_due = instant::never();
  instant self_test_ends = instant::never();
  std::array<std::uint8_t, 0x90> set_3{};  // set_3_flags, by the code
};

template <typename Members>
void describe(Members& m, ps2_keyboard_state& s) {
  m("buffer", s.buffer);
  m("first", s.first);
  m("count", s.count);
  m("buffered_at", s.buffered_at);
  m("responses", s.responses);
  m("response_first", s.response_first);
  m("response_count", s.response_count);
  m("responses_at", s.responses_at);
  m("last_sent", s.last_sent);
  m("awaiting", s.awaiting);
  m("scan_set", s.scan_set);
  m("leds", s.leds);
  m("typematic_setting", s.typematic_setting);
  m("scanning", s.scanning);
  m("self_test", s.self_test);
  m("down", s.down);
  m("repeating", s.repeating);
  m("repeat_due", s.repeat_due);
  m("self_test_ends", s.self_test_ends);
  m("set_3", s.set_3);
}

/// Works on a state that its owner keeps, so that the state of a controller holds those of its devices.
class ps2_keyboard final : public ps2_device {
 public:
  /// The reference allows the basic assurance test 300 to 500 ms.
  static constexpr duration self_test_time = duration::ms(300);
  enum led : std::uint8_t { scroll_lock_led = 1, num_lock_led = 2, caps_lock_led = 4 };

  explicit ps2_keyboard(ps2_keyboard_state& state);

  /// A finger. Pressing what is down and releasing what is up does nothing.
  void press(key_event event, instant now);
  /// Bytes into the buffer as if keys had made them, whatever set is selected: what a driver that reads
  /// another keyboard passes on.
  void raw_codes(std::span<const std::uint8_t> codes, instant now);

  std::uint8_t leds() const { return state_.leds; }

  instant ready_at() const override;
  std::uint8_t peek() const override;
  void sent(instant now) override;
  bool listens() const override { return !state_.self_test; }
  void hear(std::uint8_t byte, instant now) override;
  void advance_to(instant now) override;
  instant next_event() const override;

  static duration typematic_delay(std::uint8_t setting);
  static duration typematic_period(std::uint8_t setting);

 private:
  void respond(std::initializer_list<std::uint8_t> bytes, instant at);
  void command(std::uint8_t byte, instant now);
  bool argument(std::uint8_t byte, instant now);
  void set_defaults();
  void clear_buffer();
  void set_all_keys(std::uint8_t flags);
  void store(std::span<const std::uint8_t> codes, instant now);

  bool is_down(key k) const { return state_.down[static_cast<unsigned>(k)]; }
  void send_make(key k, instant now, bool repeated);
  void send_break(key k, instant now);
  bool repeats(key k) const;

  ps2_keyboard_state& state_;
};

}  // namespace trapline::devices
