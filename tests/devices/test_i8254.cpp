// What the 8254's registers and latches do; the modes are in test_i8254_modes_*.cpp,
// random guests in test_i8254_random.cpp.
#include <catch2/catch.hpp>

#include "tests/devices/pit_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::test;

namespace {

// control words: counter << 6 | access << 4 | mode << 1 | bcd
constexpr unsigned lsb = 1 << 4;
constexpr unsigned msb = 2 << 4;
constexpr unsigned both = 3 << 4;
constexpr unsigned mode(unsigned m) { return m << 1; }

}  // namespace

TEST_CASE("i8254: the clock is 13125000/11 Hz and has not drifted after an hour") {
  // 65536 clocks are 54.9254 ms, the PC's timer tick
  CHECK(pit_bench::at(65536).nanoseconds() == 54'925'409);
  CHECK(i8254::clock.edges_by(instant{} + duration::s(3600)).count() == 4'295'454'545);
}

TEST_CASE("i8254: a count is loaded on the clock after the write and counts from the next") {
  pit_bench b;
  b.control(both | mode(0), 10);
  b.write16(0, 1000, 10);
  CHECK(b.read16(0, 11) == 1000);
  CHECK(b.read16(0, 12) == 999);
  CHECK(b.read16(0, 511) == 500);
}

TEST_CASE("i8254: a latched count holds until both bytes are read") {
  pit_bench b;
  b.control(both | mode(2), 0);
  b.write16(0, 0x4321, 0);
  b.control(0x00, 1);
  CHECK(b.read(0, 500) == 0x21);
  CHECK(b.read(0, 900) == 0x43);
  CHECK(b.read16(0, 1001) == 0x4321 - 1000);
}

TEST_CASE("i8254: a second latch command before the first is read is ignored") {
  pit_bench b;
  b.control(both | mode(2), 0);
  b.write16(0, 5000, 0);
  b.control(0x00, 1);
  b.control(0x00, 1001);
  CHECK(b.read16(0, 1002) == 5000);
  b.control(0x00, 1003);
  CHECK(b.read16(0, 2000) == 5000 - 1002);
}

TEST_CASE("i8254: a latch of an LSB-only counter is released by one read") {
  pit_bench b;
  b.control(lsb | mode(2), 0);
  b.write(0, 200, 0);
  b.control(0x00, 1);
  CHECK(b.read(0, 50) == 200);
  CHECK(b.read(0, 51) == 150);
}

TEST_CASE("i8254: MSB only writes and reads the high byte, the low byte being zero") {
  pit_bench b;
  b.control(msb | mode(2), 0);
  b.write(0, 0x12, 0);
  CHECK(b.read(0, 1) == 0x12);
  CHECK(b.read(0, 2) == 0x11);
  CHECK(b.chip.period(0) == 0x1200);
}

TEST_CASE("i8254: an LSB-only count clears the high byte of an earlier one") {
  pit_bench b;
  b.control(both | mode(2), 0);
  b.write16(0, 0xFFFF, 0);
  b.control(lsb | mode(2), 1);
  b.write(0, 9, 1);
  CHECK(b.chip.period(0) == 9);
}

TEST_CASE("i8254: reads and writes of a two-byte counter may be interleaved") {
  pit_bench b;
  b.control(both | mode(2), 0);
  b.write16(0, 0x1000, 0);
  CHECK(b.read(0, 1) == 0x00);
  b.write(0, 0x34, 1);
  CHECK(b.read(0, 1) == 0x10);
  b.write(0, 0x12, 1);
  CHECK(b.chip.period(0) == 0x1234);
}

TEST_CASE("i8254: reprogramming drops latches and half-done bytes") {
  pit_bench b;
  b.control(both | mode(2), 0);
  b.write16(0, 0x1234, 0);
  b.control(0xC2, 1);  // count and status of counter 0
  b.write(0, 0x77, 1);
  b.control(both | mode(2), 2);
  b.write16(0, 0x5678, 2);
  CHECK(b.read16(0, 3) == 0x5678);
}

TEST_CASE("i8254: read-back latches the counts of several counters at one instant") {
  pit_bench b;
  for (unsigned n = 0; n < 3; ++n) {
    b.control(n << 6 | both | mode(2), 0);
    b.write16(n, 1000 * (n + 1), 0);
  }
  b.control(0xC0 | 0x10 | 0x0E, 101);
  CHECK(b.read16(2, 200) == 2900);
  CHECK(b.read16(0, 300) == 900);
  CHECK(b.read16(1, 400) == 1900);
}

TEST_CASE("i8254: read-back status shows OUT, null count and the control word as written") {
  pit_bench b;
  b.control(2 << 6 | both | mode(7) | 1, 5);
  b.control(0xE8, 5);
  CHECK(b.read(2, 5) == (0x80 | 0x40 | both | mode(7) | 1));
  b.write16(2, 0x0100, 6);
  b.control(0xE8, 6);
  CHECK((b.read(2, 6) & 0x40) != 0);
  b.control(0xE8, 7);
  CHECK((b.read(2, 7) & 0x40) == 0);
}

TEST_CASE("i8254: null count comes with the second byte of a count and goes when it is loaded") {
  pit_bench b;
  b.control(both | mode(2), 0);
  b.write16(0, 10, 0);
  b.chip.advance_to(b.at(1));
  b.write(0, 20, 2);
  b.control(0xE2, 2);
  CHECK((b.read(0, 2) & 0x40) == 0);
  b.write(0, 0, 3);
  b.control(0xE2, 3);
  CHECK((b.read(0, 3) & 0x40) != 0);
  b.control(0xE2, 10);
  CHECK((b.read(0, 10) & 0x40) != 0);
  b.control(0xE2, 11);  // the period that began at 1 ends
  CHECK((b.read(0, 11) & 0x40) == 0);
}

TEST_CASE("i8254: status is read before a count latched with it, and a second status latch is ignored") {
  pit_bench b;
  b.control(both | mode(0), 0);
  b.write16(0, 0x0203, 0);
  b.control(0xC2, 1);
  b.control(0xE2, 5000);  // OUT is high by now
  CHECK(b.read(0, 5000) == (both | mode(0)));
  CHECK(b.read16(0, 5000) == 0x0203);
  b.control(0xE2, 5001);
  CHECK(b.read(0, 5001) == (0x80 | both | mode(0)));
}

TEST_CASE("i8254: the control word register reads all ones and read-back of nothing does nothing") {
  pit_bench b;
  b.control(lsb | mode(2), 0);
  b.write(0, 100, 0);
  b.control(0xC0, 1);
  CHECK(b.read(3, 1) == 0xFF);
  CHECK(b.read(0, 11) == 90);
}

TEST_CASE("i8254: a BCD counter counts in decimal and wraps to 9999") {
  pit_bench b;
  b.control(both | mode(0) | 1, 0);
  b.write16(0, 0x1000, 0);
  CHECK(b.read16(0, 1) == 0x1000);
  CHECK(b.read16(0, 2) == 0x0999);
  CHECK(b.read16(0, 1001) == 0x0000);
  CHECK(b.read16(0, 1002) == 0x9999);
}

TEST_CASE("i8254: a count of zero is 65536 in binary and 10000 in BCD") {
  pit_bench b;
  b.control(both | mode(2), 0);
  b.write16(0, 0, 0);
  b.control(1 << 6 | both | mode(2) | 1, 0);
  b.write16(1, 0, 0);
  edge_log out0, out1;
  b.chip.out(0).connect(out0);
  b.chip.out(1).connect(out1);
  CHECK(b.read16(0, 1) == 0);
  CHECK(b.read16(0, 2) == 0xFFFF);
  CHECK(b.read16(1, 2) == 0x9999);
  b.chip.advance_to(b.at(70000));
  CHECK(out0.edges == std::vector<long>{0, -65536, 65537});
  CHECK(out1.edges[1] == -10000);
  CHECK(out1.edges[3] == -20000);
}

TEST_CASE("i8254: only a connected OUT has events, always strictly after now") {
  pit_bench b;
  b.control(lsb | mode(2), 0);
  b.write(0, 10, 0);
  b.control(2 << 6 | lsb | mode(2), 0);
  b.write(2, 3, 0);
  CHECK(b.chip.next_event() == instant::never());
  edge_log out;
  b.chip.out(0).connect(out);
  CHECK(b.chip.next_event() == b.at(10));
  b.chip.advance_to(b.at(10));
  CHECK(b.chip.next_event() == b.at(11));
  b.chip.advance_to(b.at(11));
  CHECK(b.chip.next_event() == b.at(20));
}

TEST_CASE(
    "i8254: an OUT that tells falls late has its next rise as event, and tells both edges at their "
    "instants") {
  for (const unsigned m : {2u, 3u}) {
    pit_bench b;
    b.control(lsb | mode(m), 0);
    b.write(0, 10, 0);
    edge_log out;
    b.chip.out(0).connect(out);
    b.chip.out(0).tell_falls_late();
    const std::vector<long> edges{0, m == 2 ? -10L : -6L, 11, m == 2 ? -20L : -16L, 21};
    CHECK(b.chip.next_event() == b.at(11));
    b.chip.advance_to(b.at(11));
    CHECK(b.chip.next_event() == b.at(21));
    b.chip.advance_to(b.at(21));
    CHECK(out.edges == edges);
  }
}

TEST_CASE("i8254: a host that comes late hears every edge at its own instant") {
  pit_bench b;
  edge_log out;
  b.chip.out(0).connect(out);
  b.control(lsb | mode(2), 0);
  b.write(0, 4, 0);
  b.chip.advance_to(b.at(13));
  CHECK(out.edges == std::vector<long>{0, 0, -4, 5, -8, 9, -12, 13});
}

TEST_CASE("i8254: a day without an access costs no more than a clock") {
  pit_bench b;
  b.control(both | mode(2), 0);
  b.write16(0, 1193, 0);
  b.control(1 << 6 | both | mode(3), 0);
  b.write16(1, 1001, 0);
  const std::uint64_t day = 24ull * 3600 * 1193181;
  CHECK(b.read16(0, 1 + day) == 1193 - day % 1193);
  CHECK(b.read16(1, 1 + 1001 * 110'000'000ull + 3) == 1000 - 6);
}

TEST_CASE("i8254: an observer hears of control words and whole counts") {
  struct log final : i8254_observer {
    void programmed(unsigned counter, instant) override { heard.push_back(counter); }
    std::vector<unsigned> heard;
  } log;
  pit_bench b;
  b.chip.observe(log);
  b.control(2 << 6 | both | mode(3), 0);
  b.write(2, 1, 0);
  CHECK(log.heard == std::vector<unsigned>{2});
  b.write(2, 1, 0);
  b.control(0x80, 0);
  CHECK(log.heard == std::vector<unsigned>{2, 2});
}
