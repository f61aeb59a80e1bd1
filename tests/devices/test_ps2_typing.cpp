#include <catch2/catch.hpp>

#include "models/devices/keyboard/ps2_typing.h"

using namespace trapline;
using namespace trapline::devices;

TEST_CASE("ps2 typing: every printable character is a key, with shift where it needs one") {
  for (char c = ' '; c < 0x7F; ++c) CHECK(keystroke_for(c).has_value());
  CHECK(keystroke_for('a')->which == key::a);
  CHECK_FALSE(keystroke_for('a')->modifier.has_value());
  CHECK(keystroke_for('Z')->which == key::z);
  CHECK(keystroke_for('Z')->modifier == key::left_shift);
  CHECK(keystroke_for('|')->which == key::backslash);
  CHECK(keystroke_for('"')->which == key::apostrophe);
  CHECK(keystroke_for('/')->which == key::slash);
  CHECK(keystroke_for('=')->which == key::equals);
  CHECK(keystroke_for('\n')->which == key::enter);
  CHECK(keystroke_for(' ')->which == key::space);
  CHECK(keystroke_for(0x03)->which == key::c);
  CHECK(keystroke_for(0x03)->modifier == key::left_ctrl);
  CHECK_FALSE(keystroke_for('\0').has_value());
  CHECK_FALSE(keystroke_for(static_cast<char>(0xE4)).has_value());
}

TEST_CASE("ps2 typing: keys go down and up in order, a character each interval") {
  const instant start = instant::at_ps(5);
  const std::vector<timed_key> keys = typing("a!", start, duration::ms(8));
  REQUIRE(keys.size() == 6);
  CHECK(keys[0].at == start + duration::ms(1));
  CHECK(keys[1].at == start + duration::ms(5));
  CHECK(keys[2].event.which == key::left_shift);
  CHECK(keys[2].at == start + duration::ms(8));
  CHECK(keys[3].event.which == key::digit_1);
  CHECK(keys[5].at == start + duration::ms(14));
  for (std::size_t i = 1; i < keys.size(); ++i) CHECK(keys[i].at > keys[i - 1].at);
  CHECK_THROWS_AS(typing("a\xFF", start), std::invalid_argument);
}
