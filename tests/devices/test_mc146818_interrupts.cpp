#include <catch2/catch.hpp>

#include "tests/devices/dice.h"
#include "tests/devices/rtc_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::test;

namespace {
constexpr unsigned reg_a = 0x0A, reg_b = 0x0B, reg_c = 0x0C;
}

TEST_CASE("mc146818: nothing enabled is nothing pending") {
  rtc_bench b;
  CHECK(b.chip.next_event() == instant::never());
}

TEST_CASE("mc146818: the periodic rates are those of the table for 32.768 kHz") {
  // microseconds between interrupts, rounded down
  constexpr std::array<std::uint64_t, 16> table{0,    3906, 7812,  122,   244,   488,    976,    1953,
                                                3906, 7812, 15625, 31250, 62500, 125000, 250000, 500000};
  for (unsigned rate = 0; rate < 16; ++rate) {
    rtc_bench b;
    b.write(reg_a, 0x20 | rate, instant{});
    b.write(reg_b, 0x42, instant{});
    if (rate == 0) {
      CHECK(b.chip.next_event() == instant::never());
      continue;
    }
    const instant first = b.chip.next_event();
    CHECK(b.read(reg_c, first) == 0xC0);
    const instant second = b.chip.next_event();
    CHECK((second - first).nanoseconds() / 1000 == table[rate]);
  }
}

TEST_CASE("mc146818: one interrupt stands until register C is read, which lowers the line") {
  rtc_bench b;
  rise_log irq;
  b.chip.irq().connect(irq);
  b.write(reg_a, 0x26, instant{});
  b.write(reg_b, 0x42, instant{});
  b.chip.advance_to(rtc_bench::edge(1000));
  CHECK(irq.rises == std::vector<std::uint64_t>{31});  // the chain stood at 65, the tap is 32 clocks
  CHECK(b.chip.next_event() == instant::never());
  CHECK(b.read(reg_c, rtc_bench::edge(1000)) == 0xC0);
  CHECK_FALSE(b.chip.irq().high());
  CHECK(b.read(reg_c, rtc_bench::edge(1000)) == 0x00);
  CHECK(b.chip.next_event() == rtc_bench::edge(1023));
}

TEST_CASE("mc146818: flags are set whether enabled or not, and enabling one that is set interrupts at once") {
  rtc_bench b;
  CHECK(b.read(reg_c, rtc_bench::second(1)) == 0x50);
  b.chip.advance_to(rtc_bench::second(2));
  CHECK_FALSE(b.chip.irq().high());
  b.write(reg_b, 0x12, rtc_bench::second(2));
  CHECK(b.chip.irq().high());
  CHECK(b.read(reg_c, rtc_bench::second(2)) == 0xD0);
}

TEST_CASE("mc146818: the update-ended interrupt comes at the end of each update cycle") {
  rtc_bench b;
  rise_log irq;
  b.chip.irq().connect(irq);
  b.write(reg_a, 0x20, instant{});
  b.write(reg_b, 0x12, instant{});
  CHECK(b.chip.next_event() == rtc_bench::second(1));
  CHECK(b.read(reg_c, rtc_bench::second(1)) == 0x90);
  CHECK(b.chip.next_event() == rtc_bench::second(2));
  b.chip.advance_to(rtc_bench::second(2));
  CHECK(irq.rises == std::vector<std::uint64_t>{32768, 65536});
}

TEST_CASE("mc146818: SET holds back update and alarm interrupts but not the periodic one") {
  rtc_bench b;
  b.write(reg_a, 0x2F, instant{});
  b.write(reg_b, 0xF2, instant{});
  CHECK(b.read(reg_c, rtc_bench::second(1)) == 0xC0);
}

TEST_CASE("mc146818: the alarm interrupts when hours, minutes and seconds agree") {
  rtc_bench b;
  rise_log irq;
  b.chip.irq().connect(irq);
  b.write(1, 0x05, instant{});
  b.write(3, 0x00, instant{});
  b.write(5, 0x12, instant{});
  b.write(reg_b, 0x22, instant{});
  b.chip.advance_to(rtc_bench::second(100));
  CHECK(irq.rises == std::vector<std::uint64_t>{7 * 32768});
  CHECK((b.read(reg_c, rtc_bench::second(100)) & 0xA0) == 0xA0);
  b.chip.advance_to(rtc_bench::second(7 + 86'400));
  CHECK(irq.rises.size() == 2);
  CHECK(irq.rises.back() == (7 + 86'400ull) * 32768);
}

TEST_CASE("mc146818: an alarm byte from C0h to FFh agrees with everything") {
  rtc_bench b;
  b.write(1, 0x30, instant{});
  b.write(3, 0xFF, instant{});
  b.write(5, 0xC0, instant{});
  CHECK((b.read(reg_c, rtc_bench::second(31)) & 0x20) == 0);
  CHECK((b.read(reg_c, rtc_bench::second(32)) & 0x20) != 0);  // 12:00:30
  CHECK((b.read(reg_c, rtc_bench::second(91)) & 0x20) == 0);
  CHECK((b.read(reg_c, rtc_bench::second(92)) & 0x20) != 0);  // 12:01:30
  b.write(1, 0xC5, rtc_bench::second(92));
  CHECK((b.read(reg_c, rtc_bench::second(93)) & 0x20) != 0);
}

TEST_CASE("mc146818: an alarm is not missed by a chip that nobody asks for days") {
  rtc_bench b;
  b.write(1, 0x07, instant{});
  b.write(3, 0x07, instant{});
  b.write(5, 0x07, instant{});
  CHECK((b.read(reg_c, rtc_bench::second(50 * 86'400)) & 0x20) != 0);
}

TEST_CASE("mc146818: a reset switches the interrupts off and clears their flags") {
  rtc_bench b;
  b.write(reg_b, 0x7A, instant{});
  b.chip.advance_to(rtc_bench::second(2));
  CHECK(b.chip.irq().high());
  b.chip.reset(rtc_bench::second(2));
  CHECK_FALSE(b.chip.irq().high());
  CHECK(b.read(reg_b, rtc_bench::second(2)) == 0x02);
  CHECK(b.read(reg_c, rtc_bench::second(2)) == 0x00);
  CHECK(b.chip.nmi_masked() == false);  // the read above wrote the index
}

TEST_CASE("mc146818: whatever a guest does, a chip that takes over goes on the same, in ever later events") {
  for (unsigned seed = 0; seed < 40; ++seed) {
    dice random{seed};
    rtc_bench a, b;
    instant now;
    rise_log rises_a, rises_b;
    b.chip.irq().connect(rises_b);
    for (int i = 0; i < 600; ++i) {
      if (i == 300) {
        b.chip.restore_state(a.chip.save_state());
        b.chip.advance_to(now);
        a.chip.irq().connect(rises_a, now);
        rises_a.rises.clear();
        rises_b.rises.clear();
      }
      const unsigned step = random.below(4);
      now = now + (step == 0   ? duration::us(random.below(300))
                   : step == 1 ? duration::ms(random.below(1000))
                   : step == 2 ? duration::s(random.below(5))
                               : duration::s(random.one_in(50) ? random.below(300'000) : 0));
      const bool writes = random.one_in(2);
      const unsigned index = random.below(0x14), value = random.below(256);
      if (writes) {
        a.write(index, value, now);
        if (i >= 300) b.write(index, value, now);
      } else {
        const unsigned got = a.read(index, now);
        if (i >= 300) REQUIRE(b.read(index, now) == got);
      }
      if (random.one_in(100)) {
        a.chip.reset(now);
        if (i >= 300) b.chip.reset(now);
      }
      REQUIRE(a.chip.next_event() > now);
      // One comes late to its events, the other at each.
      if (i >= 300)
        for (int k = 0; k < 5 && b.chip.next_event() != instant::never(); ++k) {
          now = b.chip.next_event();
          b.chip.advance_to(now);
        }
    }
    a.chip.advance_to(now);
    b.chip.advance_to(now);
    REQUIRE(rises_a.rises == rises_b.rises);
    REQUIRE(a.chip.save_state() == b.chip.save_state());
  }
}
