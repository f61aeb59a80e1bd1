/// What keys become on the wire: the three scan code sets with their special sequences.
#include "models/devices/keyboard/ps2_keyboard.h"

namespace trapline::devices {

namespace {

constexpr std::uint8_t extended = 0xE0, release = 0xF0, pause_prefix = 0xE1;

/// The bytes that one movement of a key makes; ten are the most (both shifts undone around a key).
class sequence {
 public:
  explicit sequence(std::uint8_t set) : set_{set} {}

  void raw(std::uint8_t byte) { bytes_[used_++] = byte; }
  void code(std::uint8_t set_2, bool prefixed, bool pressed) {
    if (prefixed) raw(extended);
    if (set_ == 1) {
      const std::uint8_t make = set_1_from_set_2(set_2);
      raw(pressed ? make : static_cast<std::uint8_t>(make | 0x80));
      return;
    }
    if (!pressed) raw(release);
    raw(set_2);
  }
  std::span<const std::uint8_t> bytes() const { return {bytes_.data(), used_}; }

 private:
  std::array<std::uint8_t, 12> bytes_{};
  unsigned used_ = 0;
  std::uint8_t set_;
};

constexpr std::uint8_t left_shift_code = 0x12, right_shift_code = 0x59;

bool is_cursor_key(key k) { return k >= key::insert && k <= key::right; }

}  // namespace

bool ps2_keyboard::repeats(key k) const {
  if (state_.scan_set != 3) return k != key::pause;
  return (state_.set_3[codes_of(k).set_3] & ps2_keyboard_state::typematic) != 0;
}

void ps2_keyboard::press(key_event event, instant now) {
  advance_to(now);
  ps2_keyboard_state& s = state_;
  if (event.which >= key::count_ || is_down(event.which) == event.pressed) return;
  s.down[static_cast<unsigned>(event.which)] = event.pressed;
  if (!event.pressed && s.repeating == event.which) {
    s.repeating = key::count_;
    s.repeat_due = instant::never();
  }
  if (!s.scanning || s.self_test) return;
  if (!event.pressed) {
    send_break(event.which, now);
    return;
  }
  send_make(event.which, now, false);
  s.repeating = repeats(event.which) ? event.which : key::count_;
  s.repeat_due = s.repeating == key::count_ ? instant::never() : now + typematic_delay(s.typematic_setting);
}

// The keys that the 84-key keyboard did not have pretend towards old software that shift is up (or down, with
// num lock) around their codes: otherwise the keypad codes they share would be taken for digits.
void ps2_keyboard::send_make(key k, instant now, bool repeated) {
  const key_codes& codes = codes_of(k);
  if (state_.scan_set == 3) {
    store({&codes.set_3, 1}, now);
    return;
  }
  sequence out{state_.scan_set};
  const bool shifted = is_down(key::left_shift) || is_down(key::right_shift);
  const bool ctrl = is_down(key::left_ctrl) || is_down(key::right_ctrl);
  const bool num_lock = (state_.leds & num_lock_led) != 0;
  if (k == key::pause) {
    if (ctrl) {
      out.code(0x7E, true, true);
      out.code(0x7E, true, false);
    } else {
      for (const bool pressed : {true, false}) {
        out.raw(pause_prefix);
        out.code(0x14, false, pressed);
        out.code(0x77, false, pressed);
      }
    }
  } else if (k == key::print_screen && (is_down(key::left_alt) || is_down(key::right_alt))) {
    out.code(0x84, false, true);
  } else {
    if (!repeated) {
      if (k == key::print_screen && !shifted && !ctrl) out.code(left_shift_code, true, true);
      if (is_cursor_key(k) && num_lock && !shifted) out.code(left_shift_code, true, true);
      if ((is_cursor_key(k) && !num_lock) || k == key::pad_divide) {
        if (is_down(key::left_shift)) out.code(left_shift_code, true, false);
        if (is_down(key::right_shift)) out.code(right_shift_code, true, false);
      }
    }
    out.code(codes.set_2, codes.extended, true);
  }
  store(out.bytes(), now);
}

void ps2_keyboard::send_break(key k, instant now) {
  const key_codes& codes = codes_of(k);
  if (state_.scan_set == 3) {
    if ((state_.set_3[codes.set_3] & ps2_keyboard_state::breaks) == 0) return;
    const std::array<std::uint8_t, 2> both{release, codes.set_3};
    store(both, now);
    return;
  }
  if (k == key::pause) return;  // it has sent its release with its make
  sequence out{state_.scan_set};
  const bool shifted = is_down(key::left_shift) || is_down(key::right_shift);
  const bool ctrl = is_down(key::left_ctrl) || is_down(key::right_ctrl);
  const bool num_lock = (state_.leds & num_lock_led) != 0;
  if (k == key::print_screen && (is_down(key::left_alt) || is_down(key::right_alt))) {
    out.code(0x84, false, false);
  } else {
    out.code(codes.set_2, codes.extended, false);
    if (k == key::print_screen && !shifted && !ctrl) out.code(left_shift_code, true, false);
    if (is_cursor_key(k) && num_lock && !shifted) out.code(left_shift_code, true, false);
    if ((is_cursor_key(k) && !num_lock) || k == key::pad_divide) {
      if (is_down(key::right_shift)) out.code(right_shift_code, true, true);
      if (is_down(key::left_shift)) out.code(left_shift_code, true, true);
    }
  }
  store(out.bytes(), now);
}

}  // namespace trapline::devices
