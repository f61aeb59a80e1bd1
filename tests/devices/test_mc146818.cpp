// Time, calendar and memory; interrupts are in test_mc146818_interrupts.cpp.
#include <catch2/catch.hpp>

#include "tests/devices/rtc_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::test;

namespace {

constexpr unsigned reg_a = 0x0A, reg_b = 0x0B, reg_c = 0x0C, reg_d = 0x0D;
using shown = std::array<unsigned, 7>;

/// Puts a time into the registers with SET, under the format bits given.
void set_time(rtc_bench& b, const shown& t, unsigned format, instant now) {
  b.write(reg_b, 0x80 | format, now);
  constexpr std::array<unsigned, 7> index{9, 8, 7, 6, 4, 2, 0};
  for (unsigned i = 0; i < 7; ++i) b.write(index[i], t[i], now);
  b.write(reg_b, format, now);
}

}  // namespace

TEST_CASE("mc146818: it starts at the date given, in BCD and 24 hours, and never at the host's") {
  rtc_bench b;
  CHECK(b.time(instant{}) == shown{0x05, 0x12, 0x10, 0x07, 0x11, 0x59, 0x58});  // a Saturday
  CHECK(b.read(0x32, instant{}) == 0x20);
  CHECK(b.read(reg_a, instant{}) == 0x26);
  CHECK(b.read(reg_b, instant{}) == 0x02);
  CHECK(b.read(reg_d, instant{}) == 0x80);
}

TEST_CASE("mc146818: a date that does not exist is refused") {
  CHECK_THROWS_AS((mc146818{{2005, 2, 29, 0, 0, 0}}), std::invalid_argument);
  CHECK_THROWS_AS((mc146818{{2005, 13, 1, 0, 0, 0}}), std::invalid_argument);
  CHECK_THROWS_AS((mc146818{{1979, 12, 31, 0, 0, 0}}), std::invalid_argument);
  CHECK_THROWS_AS((mc146818{{2005, 1, 1, 24, 0, 0}}), std::invalid_argument);
  CHECK_NOTHROW((mc146818{{2004, 2, 29, 23, 59, 59}}));
}

TEST_CASE("mc146818: a second is over exactly one second after power-on") {
  rtc_bench b;
  CHECK(b.read(0, rtc_bench::second(1) - duration::ps(1)) == 0x58);
  CHECK(b.read(0, rtc_bench::second(1)) == 0x59);
  CHECK(b.time(rtc_bench::second(2)) == shown{0x05, 0x12, 0x10, 0x07, 0x12, 0x00, 0x00});
}

TEST_CASE("mc146818: a year rolls over into the next, the weekday with it") {
  rtc_bench b{{1999, 12, 31, 23, 59, 59}};
  CHECK(b.time(instant{}) == shown{0x99, 0x12, 0x31, 0x06, 0x23, 0x59, 0x59});
  CHECK(b.time(rtc_bench::second(1)) == shown{0x00, 0x01, 0x01, 0x07, 0x00, 0x00, 0x00});
}

TEST_CASE("mc146818: February has 29 days when the year can be divided by four") {
  rtc_bench leap{{2004, 2, 28, 23, 59, 59}}, common{{2005, 2, 28, 23, 59, 59}};
  CHECK(leap.time(rtc_bench::second(1))[2] == 0x29);
  CHECK(common.time(rtc_bench::second(1))[1] == 0x03);
  CHECK(common.time(rtc_bench::second(1))[2] == 0x01);
}

TEST_CASE("mc146818: a hundred days without an access are counted at once") {
  rtc_bench b{{2004, 1, 1, 1, 2, 3}};
  CHECK(b.time(rtc_bench::second(100 * 86'400 + 61)) == shown{0x04, 0x04, 0x10, 0x07, 0x01, 0x03, 0x04});
}

TEST_CASE("mc146818: with DM the registers count in binary") {
  rtc_bench b;
  set_time(b, {9, 9, 30, 1, 23, 59, 59}, 0x06, rtc_bench::edge(100));
  CHECK(b.time(rtc_bench::second(1)) == shown{9, 10, 1, 2, 0, 0, 0});
}

TEST_CASE("mc146818: twelve-hour clocks go from 11 to 12 of the other half day, and from 12 to 1") {
  rtc_bench b;
  set_time(b, {0x05, 0x01, 0x31, 0x02, 0x11, 0x59, 0x59}, 0x00, rtc_bench::edge(100));
  CHECK(b.read(4, rtc_bench::second(1)) == 0x92);  // 12 noon
  CHECK(b.read(7, rtc_bench::second(1)) == 0x31);
  CHECK(b.read(4, rtc_bench::second(1 + 3600)) == 0x81);
  CHECK(b.read(4, rtc_bench::second(1 + 11 * 3600)) == 0x91);
  CHECK(b.read(4, rtc_bench::second(1 + 12 * 3600)) == 0x12);  // midnight
  CHECK(b.read(8, rtc_bench::second(1 + 12 * 3600)) == 0x02);
  CHECK(b.read(7, rtc_bench::second(1 + 12 * 3600)) == 0x01);
  CHECK(b.read(4, rtc_bench::second(1 + 13 * 3600)) == 0x01);
}

TEST_CASE("mc146818: a value out of range rolls over at its next increment") {
  rtc_bench b;
  set_time(b, {0x05, 0x13, 0x77, 0x09, 0x31, 0x75, 0x7A}, 0x02, rtc_bench::edge(100));
  CHECK(b.time(rtc_bench::second(1)) == shown{0x06, 0x01, 0x01, 0x01, 0x00, 0x00, 0x00});
}

TEST_CASE("mc146818: UIP rises 244 us before an update cycle, which takes 1984 us to its end") {
  rtc_bench b;
  constexpr std::uint64_t ends = 32768;
  CHECK((b.read(reg_a, rtc_bench::edge(ends - 74)) & 0x80) == 0);
  CHECK((b.read(reg_a, rtc_bench::edge(ends - 73)) & 0x80) != 0);
  CHECK(b.read(0, rtc_bench::edge(ends - 1)) == 0x58);
  CHECK((b.read(reg_a, rtc_bench::edge(ends - 1)) & 0x80) != 0);
  CHECK((b.read(reg_a, rtc_bench::edge(ends)) & 0x80) == 0);
  CHECK((rtc_bench::edge(8) - instant{}).nanoseconds() / 1000 == 244);
  CHECK((rtc_bench::edge(65) - instant{}).nanoseconds() / 1000 == 1983);
}

TEST_CASE("mc146818: SET stops the updates, clears UIP and UIE") {
  rtc_bench b;
  b.write(reg_b, 0x12, instant{});
  b.write(reg_b, 0x92, rtc_bench::edge(32768 - 70));
  CHECK(b.read(reg_b, rtc_bench::edge(32768 - 70)) == 0x82);
  CHECK((b.read(reg_a, rtc_bench::edge(32768 - 70)) & 0x80) == 0);
  CHECK(b.read(0, rtc_bench::second(10)) == 0x58);
  b.write(reg_b, 0x02, rtc_bench::second(10));
  CHECK(b.read(0, rtc_bench::second(11)) == 0x59);
}

TEST_CASE("mc146818: SET within an update cycle makes that update come to nothing") {
  rtc_bench b;
  b.write(reg_b, 0x82, rtc_bench::edge(32768 - 20));
  b.write(reg_b, 0x02, rtc_bench::edge(32768 - 10));
  CHECK((b.read(reg_a, rtc_bench::edge(32768 - 5)) & 0x80) == 0);
  CHECK(b.read(0, rtc_bench::second(1)) == 0x58);
  CHECK(b.read(0, rtc_bench::second(2)) == 0x59);
}

TEST_CASE("mc146818: after the divider's reset the first update cycle begins half a second later") {
  rtc_bench b;
  b.write(reg_a, 0x76, rtc_bench::second(3));
  CHECK(b.read(0, rtc_bench::second(9)) == 0x01);
  b.write(reg_a, 0x26, rtc_bench::second(10));
  const instant begins = rtc_bench::second(10) + duration::ms(500);
  CHECK((b.read(reg_a, begins - duration::us(250)) & 0x80) == 0);
  CHECK((b.read(reg_a, begins) & 0x80) != 0);
  CHECK(b.read(0, begins + duration::us(1950)) == 0x01);
  CHECK(b.read(0, begins + duration::us(1985)) == 0x02);
  CHECK(b.read(0, begins + duration::us(1985) + duration::s(1)) == 0x03);
}

TEST_CASE("mc146818: registers C and D, UIP and the seconds' top bit cannot be written") {
  rtc_bench b;
  b.write(reg_c, 0xFF, instant{});
  b.write(reg_d, 0x00, instant{});
  b.write(reg_a, 0xA6, instant{});
  b.write(0, 0xD9, instant{});
  CHECK(b.read(reg_c, instant{}) == 0x00);
  CHECK(b.read(reg_d, instant{}) == 0x80);
  CHECK(b.read(reg_a, instant{}) == 0x26);
  CHECK(b.read(0, instant{}) == 0x59);
}

TEST_CASE("mc146818: bytes 0Eh to 7Fh are memory, and a reset leaves them and the time") {
  rtc_bench b;
  for (unsigned i = 0x0E; i < 0x80; ++i) b.write(i, i ^ 0x5A, instant{});
  b.chip.reset(instant{});
  for (unsigned i = 0x0E; i < 0x80; ++i) CHECK(b.read(i, instant{}) == (i ^ 0x5A));
  CHECK(b.read(0, rtc_bench::second(1)) == 0x59);
}

TEST_CASE("mc146818: the index port masks NMI by bit 7 and cannot be read") {
  rtc_bench b;
  CHECK(b.chip.nmi_masked());
  b.chip.write(0, 1, 0x0D, instant{});
  CHECK_FALSE(b.chip.nmi_masked());
  b.chip.write(0, 1, 0x8D, instant{});
  CHECK(b.chip.nmi_masked());
  CHECK(b.chip.read(0, 1, instant{}) == 0xFF);
  CHECK(b.chip.read(1, 1, instant{}) == 0x80);
}

TEST_CASE("mc146818: the platform's configuration carries the checksum that firmware expects") {
  rtc_bench b;
  b.chip.set_cmos(0x10, 0x40);
  b.chip.set_cmos(0x14, 0xFF);
  b.chip.set_cmos(0x2D, 0xFF);
  b.chip.set_cmos(0x34, 0x99);
  b.chip.update_checksum();
  CHECK(b.read(0x2E, instant{}) == 0x02);
  CHECK(b.read(0x2F, instant{}) == 0x3E);
}

TEST_CASE("mc146818: the security lock hides bytes 38h to 3Fh") {
  rtc_bench b;
  for (unsigned i = 0x37; i <= 0x40; ++i) b.write(i, 0x11, instant{});
  b.chip.security_lock().set_level(true, instant{});
  for (unsigned i = 0x37; i <= 0x40; ++i) {
    b.write(i, 0x22, instant{});
    CHECK(b.read(i, instant{}) == (i >= 0x38 && i < 0x40 ? 0xFF : 0x22));
  }
  b.chip.security_lock().set_level(false, instant{});
  CHECK(b.read(0x38, instant{}) == 0x11);
}
