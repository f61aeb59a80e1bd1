/// The keys of a 104/105-key PC keyboard and the codes by which they travel: IBM Personal System/2 Hardware
/// Interface Technical Reference, "Keyboards (101- and 102-Key)", scan code sets 1, 2 and 3, with the codes
/// that the Windows keys added (Microsoft, Keyboard Scan Code Specification).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace trapline::devices {

// clang-format off
enum class key : std::uint8_t {
  escape, f1, f2, f3, f4, f5, f6, f7, f8, f9, f10, f11, f12, print_screen, scroll_lock, pause,
  grave, digit_1, digit_2, digit_3, digit_4, digit_5, digit_6, digit_7, digit_8, digit_9, digit_0, minus,
  equals, backspace,
  tab, q, w, e, r, t, y, u, i, o, p, left_bracket, right_bracket, backslash,
  caps_lock, a, s, d, f, g, h, j, k, l, semicolon, apostrophe, enter,
  left_shift, less, z, x, c, v, b, n, m, comma, period, slash, right_shift,
  left_ctrl, left_gui, left_alt, space, right_alt, right_gui, menu, right_ctrl,
  insert, home, page_up, del, end, page_down, up, left, down, right,
  num_lock, pad_divide, pad_multiply, pad_minus, pad_7, pad_8, pad_9, pad_plus, pad_4, pad_5, pad_6,
  pad_1, pad_2, pad_3, pad_enter, pad_0, pad_decimal,
  count_
};
// clang-format on

inline constexpr unsigned key_count = static_cast<unsigned>(key::count_);

struct key_event {
  key which;
  bool pressed;
};

/// What a key does in scan code set 3 until it is told otherwise.
enum class set_3_kind : std::uint8_t { typematic, make_break, make_only };

struct key_codes {
  std::string_view name;
  std::uint8_t set_2;  ///< its base code; print screen and pause have sequences of their own
  bool extended;       ///< preceded by E0h in sets 1 and 2
  std::uint8_t set_3;
  set_3_kind kind;
};

const key_codes& codes_of(key);
std::optional<key> key_named(std::string_view name);

/// The 8042's translation of a code of set 2 to set 1; the release prefix F0h is the controller's affair.
std::uint8_t set_1_from_set_2(std::uint8_t code);

}  // namespace trapline::devices
