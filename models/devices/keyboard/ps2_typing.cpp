#include "models/devices/keyboard/ps2_typing.h"

#include <stdexcept>
#include <string>

namespace trapline::devices {

namespace {

constexpr std::string_view plain = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./ ";
constexpr std::string_view shifted = "~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>? ";

/// The two rows above name the keys in the order of `key`, but for the gaps between the keyboard's rows.
key key_at(std::size_t place) {
  struct row {
    key first, last;
  };
  for (const row& r : {row{key::grave, key::equals}, row{key::q, key::backslash},
                       row{key::a, key::apostrophe}, row{key::z, key::slash}}) {
    const std::size_t length = static_cast<std::size_t>(r.last) - static_cast<std::size_t>(r.first) + 1;
    if (place < length) return static_cast<key>(static_cast<std::size_t>(r.first) + place);
    place -= length;
  }
  return key::space;
}

}  // namespace

std::optional<keystroke> keystroke_for(char c) {
  switch (c) {
    case '\n':
    case '\r':
      return keystroke{key::enter, {}};
    case '\t':
      return keystroke{key::tab, {}};
    case '\b':
    case 0x7F:
      return keystroke{key::backspace, {}};
    case 0x1B:
      return keystroke{key::escape, {}};
    default:
      break;
  }
  if (c >= 0x01 && c <= 0x1A)
    return keystroke{key_at(plain.find(static_cast<char>('a' + c - 1))), key::left_ctrl};
  if (const auto place = plain.find(c); place != plain.npos) return keystroke{key_at(place), {}};
  if (const auto place = shifted.find(c); place != shifted.npos)
    return keystroke{key_at(place), key::left_shift};
  return std::nullopt;
}

std::vector<timed_key> typing(std::string_view text, instant start, duration per_character) {
  std::vector<timed_key> events;
  instant at = start;
  for (const char c : text) {
    const std::optional<keystroke> stroke = keystroke_for(c);
    if (!stroke)
      throw std::invalid_argument("no key of the US keyboard types the byte " +
                                  std::to_string(static_cast<unsigned char>(c)));
    const duration eighth = per_character / 8;
    if (stroke->modifier) events.push_back({at, {*stroke->modifier, true}});
    events.push_back({at + eighth, {stroke->which, true}});
    events.push_back({at + eighth * 5, {stroke->which, false}});
    if (stroke->modifier) events.push_back({at + eighth * 6, {*stroke->modifier, false}});
    at = at + per_character;
  }
  return events;
}

}  // namespace trapline::devices
