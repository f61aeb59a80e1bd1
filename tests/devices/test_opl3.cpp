#include <catch2/catch.hpp>

#include "models/devices/sound/opl3.h"
#include "tests/devices/dice.h"

namespace trapline::devices {
namespace {

struct bench : opl_listener {
  bench() { chip.connect(*this); }
  void written(unsigned reg, std::uint8_t value, instant) override { heard.emplace_back(reg, value); }
  void set(unsigned index, unsigned value) {
    chip.write(0, 1, index, now);
    chip.write(1, 1, value, now);
  }
  unsigned status() { return chip.read(0, 1, now); }
  std::vector<std::pair<unsigned, unsigned>> heard;
  opl3 chip;
  instant now = instant::at_ps(12'345);
};

instant after(instant t, std::uint64_t clocks) { return t + opl3::clock.span(cycles{clocks}); }

TEST_CASE("opl3: an AdLib is found by its first timer") {
  bench b;
  b.set(4, 0x60);
  b.set(4, 0x80);
  CHECK(b.status() == 0x00);
  b.set(2, 0xFF);
  b.set(4, 0x21);
  const instant began = b.now;
  b.now = after(began, 288) - duration::ps(1);
  CHECK(b.status() == 0x00);
  b.now = after(began, 288);
  CHECK(b.status() == 0xC0);
  b.set(4, 0x60);
  b.set(4, 0x80);
  CHECK(b.status() == 0x00);
}

TEST_CASE("opl3: on an AdLib card it leaves a Sound Blaster's ports alone") {
  CHECK(opl3{}.ports().size() == 3);
  const opl3 alone{std::nullopt};
  REQUIRE(alone.ports().size() == 1);
  CHECK(alone.ports()[0].first_port == 0x388);
}

TEST_CASE("opl3: the second timer counts four times as slowly, each from its preset, and over again") {
  bench b;
  b.set(3, 0xF0);
  b.set(4, 0x02);
  const instant began = b.now;
  b.now = after(began, 16 * 1152 - 1);
  CHECK(b.status() == 0x00);
  b.now = after(began, 16 * 1152);
  CHECK(b.status() == 0xA0);
  b.chip.write(0, 1, 4, b.now);
  b.chip.write(1, 1, 0x80, b.now);
  CHECK(b.status() == 0x00);
  b.now = after(began, 100 * 16 * 1152 - 1);
  CHECK(b.status() == 0xA0);
  b.set(4, 0x80);
  b.now = after(began, 100 * 16 * 1152);
  CHECK(b.status() == 0xA0);
}

TEST_CASE("opl3: a masked timer sets no flag, a stopped one does not count") {
  bench b;
  b.set(2, 0xFF);
  b.set(4, 0x41);
  b.now = b.now + duration::ms(10);
  CHECK(b.status() == 0x00);
  b.set(4, 0x00);
  b.now = b.now + duration::ms(10);
  CHECK(b.status() == 0x00);
}

TEST_CASE("opl3: both banks' registers reach the listener, and a reset silences what sounds") {
  bench b;
  b.set(0xB0, 0x31);
  b.chip.write(2, 1, 0xA0, b.now);
  b.chip.write(3, 1, 0x44, b.now);
  CHECK(b.heard == std::vector<std::pair<unsigned, unsigned>>{{0xB0, 0x31}, {0x1A0, 0x44}});
  b.heard.clear();
  b.chip.reset(b.now);
  CHECK(b.heard == std::vector<std::pair<unsigned, unsigned>>{{0xB0, 0}, {0x1A0, 0}});
}

TEST_CASE("opl3: a saved state goes on in a second chip") {
  bench a, b;
  a.set(2, 0x80);
  a.set(4, 0x01);
  a.now = a.now + duration::ms(5);
  b.chip.restore_state(a.chip.save_state());
  for (int i = 0; i < 100; ++i) {
    a.now = b.now = a.now + duration::us(777);
    CHECK(a.status() == b.status());
  }
}

TEST_CASE("opl3: random accesses never break the chip") {
  test::dice die{262};
  bench b;
  for (int i = 0; i < 300'000; ++i) {
    if (die.one_in(3))
      b.chip.read(die.below(4), 1, b.now);
    else
      b.chip.write(die.below(4), 1, die.one_in(3) ? die.below(6) : die.below(256), b.now);
    b.now = b.now + duration::us(die.below(5000));
    if (b.heard.size() > 1000) b.heard.clear();
  }
  CHECK((b.status() & 0x1F) == 0);
}

}  // namespace
}  // namespace trapline::devices
