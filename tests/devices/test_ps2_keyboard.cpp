#include <algorithm>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "models/devices/keyboard/ps2_keyboard.h"
#include "tests/devices/ps2_bench.h"

namespace {

using namespace trapline;
using namespace trapline::devices;
using test::bytes;
using test::ps2_bench;

struct bench : ps2_bench<ps2_keyboard, ps2_keyboard_state> {
  bench() : ps2_bench{duration::ms(20)} {}

  bytes tap(key k) {
    device.press({k, true}, now);
    device.press({k, false}, now);
    return take();
  }
  bytes press(key k) {
    device.press({k, true}, now);
    return take();
  }
  bytes release(key k) {
    device.press({k, false}, now);
    return take();
  }
};

}  // namespace

TEST_CASE("ps2 keyboard: every command is answered as the reference says") {
  bench b;
  CHECK(b.ask({0xEE}) == bytes{0xEE});
  CHECK(b.ask({0xF2}) == bytes{0xFA, 0xAB, 0x83});
  CHECK(b.ask({0xED, 0x05}) == bytes{0xFA, 0xFA});
  CHECK(b.device.leds() == 5);
  CHECK(b.ask({0xF3, 0x20}) == bytes{0xFA, 0xFA});
  CHECK(b.ask({0xF0, 0x00}) == bytes{0xFA, 0xFA, 0x02});
  CHECK(b.ask({0xF0, 0x03}) == bytes{0xFA, 0xFA});
  CHECK(b.ask({0xF0, 0x00}) == bytes{0xFA, 0xFA, 0x03});
  for (unsigned plain : {0xF4U, 0xF5U, 0xF6U, 0xF7U, 0xF8U, 0xF9U, 0xFAU})
    CHECK(b.ask({plain}) == bytes{0xFA});
  for (unsigned unknown : {0x00U, 0x55U, 0xEFU, 0xF1U}) CHECK(b.ask({unknown}) == bytes{0xFE});
}

TEST_CASE("ps2 keyboard: an argument out of range is refused, a command in its place is obeyed") {
  bench b;
  CHECK(b.ask({0xF0, 0x04}) == bytes{0xFA, 0xFE});
  CHECK(b.ask({0xED, 0x08}) == bytes{0xFA, 0xFE});
  CHECK(b.ask({0xF3, 0x80}) == bytes{0xFA, 0xFE});
  CHECK(b.ask({0xED, 0xF2}) == bytes{0xFA, 0xFA, 0xAB, 0x83});
  CHECK(b.ask({0x02}) == bytes{0xFE});
}

TEST_CASE("ps2 keyboard: the basic assurance test acknowledges at once and reports after 300 ms") {
  bench b;
  b.ask({0xF0, 0x01});
  b.ask({0xED, 0x07});
  CHECK(b.ask({0xFF}) == bytes{0xFA});
  CHECK_FALSE(b.device.listens());
  CHECK(b.press(key::a).empty());
  CHECK(b.take(duration::ms(250)).empty());
  CHECK(b.take(duration::ms(50)) == bytes{0xAA});
  CHECK(b.device.listens());
  CHECK(b.device.leds() == 0);
  CHECK(b.tap(key::b) == bytes{0x32, 0xF0, 0x32});  // scanning, in set 2 again
}

TEST_CASE("ps2 keyboard: resend repeats the last byte") {
  bench b;
  b.tap(key::c);
  CHECK(b.ask({0xFE}) == bytes{0x21});
  CHECK(b.ask({0xFE}) == bytes{0x21});
}

TEST_CASE("ps2 keyboard: the three scan code sets") {
  bench b;
  CHECK(b.tap(key::enter) == bytes{0x5A, 0xF0, 0x5A});
  CHECK(b.tap(key::right_ctrl) == bytes{0xE0, 0x14, 0xE0, 0xF0, 0x14});
  b.ask({0xF0, 0x01});
  CHECK(b.tap(key::enter) == bytes{0x1C, 0x9C});
  CHECK(b.tap(key::right_ctrl) == bytes{0xE0, 0x1D, 0xE0, 0x9D});
  CHECK(b.tap(key::f7) == bytes{0x41, 0xC1});
  b.ask({0xF0, 0x03});
  CHECK(b.tap(key::enter) == bytes{0x5A});  // typematic, no release code
  CHECK(b.tap(key::left_shift) == bytes{0x12, 0xF0, 0x12});
  CHECK(b.tap(key::right_ctrl) == bytes{0x58});
}

TEST_CASE("ps2 keyboard: set 3 lets the host choose each key's kind") {
  bench b;
  b.ask({0xF0, 0x03});
  CHECK(b.ask({0xFC, 0x1C, 0x5A}) == bytes{0xFA, 0xFA, 0xFA});
  CHECK(b.ask({0xF4}) == bytes{0xFA});
  CHECK(b.tap(key::a) == bytes{0x1C, 0xF0, 0x1C});
  CHECK(b.tap(key::s) == bytes{0x1B});
  b.ask({0xF8});
  CHECK(b.tap(key::s) == bytes{0x1B, 0xF0, 0x1B});
  b.press(key::s);
  CHECK(b.take(duration::s(2)).empty());
  b.release(key::s);
  b.ask({0xF7});
  b.press(key::left_shift);
  CHECK(b.take(duration::ms(550)) == bytes{0x12});
}

TEST_CASE("ps2 keyboard: cursor keys undo shift, or pretend it under num lock") {
  bench b;
  CHECK(b.tap(key::up) == bytes{0xE0, 0x75, 0xE0, 0xF0, 0x75});
  b.press(key::left_shift);
  CHECK(b.press(key::up) == bytes{0xE0, 0xF0, 0x12, 0xE0, 0x75});
  CHECK(b.release(key::up) == bytes{0xE0, 0xF0, 0x75, 0xE0, 0x12});
  CHECK(b.press(key::pad_divide) == bytes{0xE0, 0xF0, 0x12, 0xE0, 0x4A});
  CHECK(b.release(key::pad_divide) == bytes{0xE0, 0xF0, 0x4A, 0xE0, 0x12});
  b.release(key::left_shift);
  b.ask({0xED, 0x02});
  CHECK(b.press(key::up) == bytes{0xE0, 0x12, 0xE0, 0x75});
  CHECK(b.release(key::up) == bytes{0xE0, 0xF0, 0x75, 0xE0, 0xF0, 0x12});
  b.press(key::right_shift);
  CHECK(b.press(key::up) == bytes{0xE0, 0x75});
}

TEST_CASE("ps2 keyboard: print screen and pause have their own sequences") {
  bench b;
  CHECK(b.press(key::print_screen) == bytes{0xE0, 0x12, 0xE0, 0x7C});
  CHECK(b.release(key::print_screen) == bytes{0xE0, 0xF0, 0x7C, 0xE0, 0xF0, 0x12});
  CHECK(b.press(key::pause) == bytes{0xE1, 0x14, 0x77, 0xE1, 0xF0, 0x14, 0xF0, 0x77});
  CHECK(b.take(duration::s(1)).empty());
  CHECK(b.release(key::pause).empty());
  b.press(key::left_ctrl);
  CHECK(b.press(key::print_screen) == bytes{0xE0, 0x7C});
  b.release(key::print_screen);
  CHECK(b.tap(key::pause) == bytes{0xE0, 0x7E, 0xE0, 0xF0, 0x7E});
  b.release(key::left_ctrl);
  b.press(key::right_alt);
  CHECK(b.tap(key::print_screen) == bytes{0x84, 0xF0, 0x84});
  b.release(key::right_alt);
  b.ask({0xF0, 0x01});
  CHECK(b.tap(key::pause) == bytes{0xE1, 0x1D, 0x45, 0xE1, 0x9D, 0xC5});
  CHECK(b.tap(key::print_screen) == bytes{0xE0, 0x2A, 0xE0, 0x37, 0xE0, 0xB7, 0xE0, 0xAA});
}

TEST_CASE("ps2 keyboard: typematic delay and rate") {
  CHECK(ps2_keyboard::typematic_delay(0x00) == duration::ms(250));
  CHECK(ps2_keyboard::typematic_delay(0x7F) == duration::ms(1000));
  CHECK(ps2_keyboard::typematic_period(0x00).nanoseconds() == 33'333'333);   // 30 a second
  CHECK(ps2_keyboard::typematic_period(0x1F).nanoseconds() == 500'000'000);  // 2 a second
  CHECK(ps2_keyboard::typematic_period(0x2B).nanoseconds() == 91'666'666);   // 10.9 a second

  bench b;
  CHECK(b.press(key::x) == bytes{0x22});
  CHECK(b.take(duration::ms(479)).empty());
  CHECK(b.take(duration::ms(2)) == bytes{0x22});
  CHECK(b.take(duration::ms(90)).empty());
  CHECK(b.take(duration::ms(2)) == bytes{0x22});
  CHECK(b.press(key::y) == bytes{0x35});  // the last key repeats
  CHECK(b.take(duration::ms(490)) == bytes{0x35});
  CHECK(b.release(key::x) == bytes{0xF0, 0x22});
  CHECK(b.take(duration::ms(100)) == bytes{0x35});
  b.release(key::y);
  CHECK(b.take(duration::s(2)).empty());
  CHECK(b.device.next_event() == instant::never());
}

TEST_CASE("ps2 keyboard: a held key leaves one code while the host takes none") {
  bench b;
  b.device.press({key::x, true}, b.now);
  CHECK(b.take(duration::s(10)) == bytes{0x22});
}

TEST_CASE("ps2 keyboard: the seventeenth byte is the overrun code, and what comes later is lost") {
  bench b;
  for (key k : {key::a, key::b, key::c, key::d, key::e, key::f, key::g}) {
    b.device.press({k, true}, b.now);
    b.device.press({k, false}, b.now);
  }
  const bytes all = b.take();
  REQUIRE(all.size() == 17);
  CHECK(all[15] == 0x2B);
  CHECK(all[16] == 0x00);
  CHECK(b.tap(key::h) == bytes{0x33, 0xF0, 0x33});
  b.ask({0xF0, 0x01});
  for (int i = 0; i < 9; ++i) {
    b.device.press({key::a, true}, b.now);
    b.device.press({key::a, false}, b.now);
  }
  CHECK(b.take().back() == 0xFF);
}

TEST_CASE("ps2 keyboard: disabled it says nothing of keys, and enabling empties the buffer") {
  bench b;
  b.ask({0xF5});
  CHECK(b.tap(key::a).empty());
  CHECK(b.ask({0xF4}) == bytes{0xFA});
  b.device.press({key::a, true}, b.now);
  CHECK(b.ask({0xF4}) == bytes{0xFA});
  CHECK(b.release(key::a) == bytes{0xF0, 0x1C});
}

TEST_CASE("ps2 keyboard: an answer goes before buffered keys") {
  bench b;
  b.device.press({key::a, true}, b.now);
  CHECK(b.ask({0xED}) == bytes{0xFA, 0x1C});
}

TEST_CASE("ps2 keyboard: raw codes go out as they are") {
  bench b;
  const std::uint8_t codes[] = {0xE0, 0x75, 0xE0, 0xF0, 0x75};
  b.device.raw_codes(codes, b.now);
  CHECK(b.take() == bytes{0xE0, 0x75, 0xE0, 0xF0, 0x75});
}

TEST_CASE("ps2 keyboard: every key has codes of its own, and set 1 is set 2 translated") {
  std::vector<bytes> seen;
  for (unsigned i = 0; i < key_count; ++i) {
    const auto k = static_cast<key>(i);
    bench two;
    const bytes codes = two.tap(k);
    CHECK(std::find(seen.begin(), seen.end(), codes) == seen.end());
    seen.push_back(codes);
    bench one;
    one.ask({0xF0, 0x01});
    bytes translated;
    unsigned release = 0;
    for (const unsigned code : codes) {
      if (code == 0xF0) {
        release = 0x80;
        continue;
      }
      translated.push_back(set_1_from_set_2(static_cast<std::uint8_t>(code)) | release);
      release = 0;
    }
    CHECK(one.tap(k) == translated);
    CHECK(key_named(codes_of(k).name) == k);
  }
  CHECK_FALSE(key_named("any").has_value());
}

TEST_CASE("ps2 keyboard: random keys and commands never break it") {
  std::mt19937 random{101};
  bench b;
  for (int i = 0; i < 200'000; ++i) {
    b.now = b.now + duration::us(static_cast<unsigned>(random() % 30'000));
    b.device.advance_to(b.now);
    switch (random() % 4) {
      case 0:
        b.device.hear(static_cast<std::uint8_t>(random()), b.now);
        break;
      case 1:
        if (b.device.ready_at() <= b.now) b.device.sent(b.now);
        break;
      default:
        b.device.press({static_cast<key>(random() % (key_count + 1)), random() % 2 != 0}, b.now);
    }
    REQUIRE(b.device.next_event() > b.now);
    REQUIRE(b.state.count <= 17);
  }
}
