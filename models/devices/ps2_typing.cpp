#include "models/devices/ps2_typing.h"

#include <stdexcept>
#include <string>

namespace trapline::devices {

namespace {

constexpr std::string_view plain = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./ ";
constexpr std::string_view shifted = "~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>? ";

key key_at(std::size_t place) {
  // The same order as `plain`, key by key.
  constexpr key keys[] = {
      key::grave,   key::digit_1, key::digit_2, key::digit_3,      key::digit_4,       key::digit_5,   key::digit_6,
      key::digit_7, key::digit_8, key::digit_9, key::digit_0,      key::minus,         key::equals,    key::q,
      key::w,       key::e,       key::r,       key::t,            key::y,             key::u,         key::i,
      key::o,       key::p,       key::left_bracket, key::right_bracket, key::backslash, key::a,       key::s,
      key::d,       key::f,       key::g,       key::h,            key::j,             key::k,         key::l,
      key::semicolon, key::apostrophe, key::z,  key::x,            key::c,             key::v,         key::b,
      key::n,       key::m,       key::comma,   key::period,       key::slash,         key::space};
  static_assert(std::size(keys) == plain.size() && plain.size() == shifted.size());
  return keys[place];
}

}  // namespace

std::optional<keystroke> keystroke_for(char c) {
  switch (c) {
    case '\n':
    case '\r': return keystroke{key::enter, {}};
    case '\t': return keystroke{key::tab, {}};
    case '\b':
    case 0x7F: return keystroke{key::backspace, {}};
    case 0x1B: return keystroke{key::escape, {}};
    default: break;
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
