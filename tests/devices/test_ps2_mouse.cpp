#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "models/devices/keyboard/ps2_mouse.h"
#include "tests/devices/ps2_bench.h"

namespace {

using namespace trapline;
using namespace trapline::devices;
using test::bytes;
using test::ps2_bench;

struct bench : ps2_bench<ps2_mouse, ps2_mouse_state> {
  bench() : ps2_bench{duration::ms(1)} {}

  bytes moved(int dx, int dy, int dz = 0) {
    device.move(dx, dy, dz, now);
    return take(duration::ms(11));
  }
};

}  // namespace

TEST_CASE("ps2 mouse: reset acknowledges, tests itself and gives its identification") {
  bench b;
  CHECK(b.ask({0xFF}) == bytes{0xFA});
  CHECK_FALSE(b.device.listens());
  CHECK(b.take(duration::ms(299)).empty());
  CHECK(b.take(duration::ms(2)) == bytes{0xAA, 0x00});
  CHECK(b.device.listens());
  CHECK(b.ask({0xE9}) == bytes{0xFA, 0x00, 0x02, 0x64});
}

TEST_CASE("ps2 mouse: status tells mode, scaling, buttons, resolution and rate") {
  bench b;
  CHECK(b.ask({0xF3, 200}) == bytes{0xFA, 0xFA});
  CHECK(b.ask({0xE8, 3}) == bytes{0xFA, 0xFA});
  CHECK(b.ask({0xE7, 0xF4}) == bytes{0xFA, 0xFA});
  CHECK(b.ask({0xE9}) == bytes{0xFA, 0x30, 3, 200});
  CHECK(b.ask({0xF0, 0xE6, 0xF5}) == bytes{0xFA, 0xFA, 0xFA});
  b.device.press(ps2_mouse::left, b.now);
  CHECK(b.ask({0xE9}) == bytes{0xFA, 0x44, 3, 200});
  b.device.press(ps2_mouse::right | ps2_mouse::middle, b.now);
  CHECK(b.ask({0xE9}) == bytes{0xFA, 0x43, 3, 200});
  CHECK(b.ask({0xF6}) == bytes{0xFA});
  CHECK(b.ask({0xE9}) == bytes{0xFA, 0x03, 2, 100});
}

TEST_CASE("ps2 mouse: packets carry buttons, signs and counts") {
  bench b;
  CHECK(b.moved(1, 1).empty());  // not enabled yet
  b.ask({0xF4});
  CHECK(b.moved(5, 3) == bytes{0x08, 5, 3});
  CHECK(b.moved(-1, -2) == bytes{0x38, 0xFF, 0xFE});
  b.device.press(ps2_mouse::left, b.now);
  CHECK(b.take(duration::ms(11)) == bytes{0x09, 0, 0});
  b.device.press(ps2_mouse::right | ps2_mouse::middle, b.now);
  CHECK(b.take(duration::ms(11)) == bytes{0x0E, 0, 0});
  b.device.press(ps2_mouse::right | ps2_mouse::middle, b.now);
  CHECK(b.take(duration::ms(11)).empty());
}

TEST_CASE("ps2 mouse: movement beyond nine bits sets the overflow bits") {
  bench b;
  b.ask({0xF4});
  CHECK(b.moved(255, -256) == bytes{0x28, 0xFF, 0x00});
  CHECK(b.moved(256, -257) == bytes{0xE8, 0xFF, 0x00});
  CHECK(b.moved(2'000'000'000, -2'000'000'000) == bytes{0xE8, 0xFF, 0x00});
}

TEST_CASE("ps2 mouse: the sample rate spaces packets, and movement between them adds up") {
  bench b;
  b.ask({0xF3, 20, 0xF4});
  b.device.move(1, 0, 0, b.now);
  CHECK(b.take(duration::us(2)) == bytes{0x08, 1, 0});
  for (int i = 0; i < 4; ++i) {
    b.pass(duration::ms(12));
    b.device.move(2, 1, 0, b.now);
  }
  CHECK(b.take(duration::ms(1)).empty());
  CHECK(b.take(duration::ms(1)) == bytes{0x08, 8, 4});  // 50 ms after the first
}

TEST_CASE("ps2 mouse: 2:1 scaling in packets, not in answers to read data") {
  bench b;
  b.ask({0xE7, 0xF4});
  const int counts[] = {1, 2, 3, 4, 5, 6, -3, -7};
  const unsigned scaled[] = {1, 1, 3, 6, 9, 12, 0xFD, 0xF2};
  for (int i = 0; i < 8; ++i) CHECK(b.moved(counts[i], 0)[1] == scaled[i]);
  b.ask({0xF0});
  b.device.move(4, 0, 0, b.now);
  CHECK(b.ask({0xEB}) == bytes{0xFA, 0x08, 4, 0});
}

TEST_CASE("ps2 mouse: in remote mode it reports when it is asked") {
  bench b;
  b.ask({0xF0, 0xF4});
  CHECK(b.moved(7, 7).empty());
  CHECK(b.ask({0xEB}) == bytes{0xFA, 0x08, 7, 7});
  CHECK(b.ask({0xEB}) == bytes{0xFA, 0x08, 0, 0});
  b.ask({0xEA});
  CHECK(b.moved(7, 7) == bytes{0x08, 7, 7});
}

TEST_CASE("ps2 mouse: wrap mode echoes everything but its end and reset") {
  bench b;
  CHECK(b.ask({0xEE}) == bytes{0xFA});
  CHECK(b.ask({0x12, 0xF2, 0xEE, 0xF4}) == bytes{0x12, 0xF2, 0xEE, 0xF4});
  CHECK(b.ask({0xEC}) == bytes{0xFA});
  CHECK(b.ask({0xF2}) == bytes{0xFA, 0x00});
  b.ask({0xEE});
  CHECK(b.ask({0xFF}) == bytes{0xFA});
}

TEST_CASE("ps2 mouse: a byte it does not know is asked for again, then an error") {
  bench b;
  CHECK(b.ask({0xE1}) == bytes{0xFE});
  CHECK(b.ask({0xE1}) == bytes{0xFC});
  CHECK(b.ask({0xE1}) == bytes{0xFE});
  CHECK(b.ask({0xF2}) == bytes{0xFA, 0x00});
  CHECK(b.ask({0xE1}) == bytes{0xFE});
  CHECK(b.ask({0xF2}) == bytes{0xFA, 0x00});
  CHECK(b.ask({0xF3, 33, 34}) == bytes{0xFA, 0xFE, 0xFC});
  CHECK(b.ask({0xE8, 4, 3}) == bytes{0xFA, 0xFE, 0xFA});
}

TEST_CASE("ps2 mouse: resend repeats the last packet") {
  bench b;
  b.ask({0xF4});
  b.moved(9, 8);
  CHECK(b.ask({0xFE}) == bytes{0x08, 9, 8});
}

TEST_CASE("ps2 mouse: the knock makes a wheel, another two more buttons") {
  bench b;
  b.ask({0xF3, 200, 0xF3, 100, 0xF3, 80});
  CHECK(b.ask({0xF2}) == bytes{0xFA, 0x03});
  b.ask({0xF4});
  CHECK(b.moved(1, 2, -1) == bytes{0x08, 1, 2, 0xFF});
  CHECK(b.moved(0, 0, 10) == bytes{0x08, 0, 0, 7});
  CHECK(b.take(duration::ms(30)) == bytes{0x08, 0, 0, 3});  // the rest of the turn
  b.ask({0xF3, 200, 0xF3, 200, 0xF3, 80});
  CHECK(b.ask({0xF2}) == bytes{0xFA, 0x04});
  b.device.press(ps2_mouse::fourth | ps2_mouse::left, b.now);
  CHECK(b.take(duration::ms(30)) == bytes{0x09, 0, 0, 0x10});
  b.device.press(ps2_mouse::fifth, b.now);
  CHECK(b.moved(0, 0, -2) == bytes{0x08, 0, 0, 0x2E});
  b.ask({0xFF});
  CHECK(b.take(duration::ms(400)) == bytes{0xAA, 0x00});
}

TEST_CASE("ps2 mouse: random movements and commands never break it") {
  std::mt19937 random{33};
  bench b;
  for (int i = 0; i < 200'000; ++i) {
    b.now = b.now + duration::us(static_cast<unsigned>(random() % 20'000));
    b.device.advance_to(b.now);
    switch (random() % 4) {
      case 0:
        b.device.hear(static_cast<std::uint8_t>(random()), b.now);
        break;
      case 1:
        if (b.device.ready_at() <= b.now) b.device.sent(b.now);
        break;
      case 2:
        b.device.move(static_cast<int>(random()), static_cast<int>(random()), 3, b.now);
        break;
      default:
        b.device.press(static_cast<std::uint8_t>(random()), b.now);
    }
    REQUIRE(b.device.next_event() > b.now);
    REQUIRE(b.state.count <= 16);
  }
}
