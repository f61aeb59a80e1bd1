// Modes 3, 4 and 5 against the waveforms of the datasheet: what OUT is after each clock, what the counter
// shows, what GATE and a new count do. Clock 1 is the first after the write.
#include <catch2/catch.hpp>

#include "tests/devices/pit_bench.h"

using namespace trapline::devices::test;

TEST_CASE("i8254 mode 3: an even count makes equal halves and counts by two") {
  pit_bench b;
  program(b, 3, 4);
  CHECK(b.out(0, 0, 13) == "1110011001100");
  pit_bench c;
  program(c, 3, 4);
  CHECK(c.counts(0, 1, 6) == counts{4, 2, 4, 2, 4, 2});
}

TEST_CASE("i8254 mode 3: an odd count is high for (N + 1) / 2 clocks and low for (N - 1) / 2") {
  pit_bench b;
  program(b, 3, 5);
  CHECK(b.out(0, 1, 12) == "111001110011");
  pit_bench c;
  program(c, 3, 5);
  CHECK(c.counts(0, 1, 10) == counts{4, 2, 0, 4, 2, 4, 2, 0, 4, 2});
}

TEST_CASE("i8254 mode 3: a count of three is high for two clocks and low for one") {
  pit_bench b;
  program(b, 3, 3);
  CHECK(b.out(0, 1, 9) == "110110110");
}

TEST_CASE("i8254 mode 3: a count of two changes OUT on every clock") {
  pit_bench b;
  program(b, 3, 2);
  CHECK(b.out(0, 1, 6) == "101010");
}

TEST_CASE("i8254 mode 3: GATE low lifts OUT at once and stops; its rise reloads") {
  pit_bench b;
  program(b, 3, 4);
  CHECK(b.out(0, 3, 1) == "0");
  b.gate(0, false, 3);
  CHECK(b.chip.out(0).high());
  CHECK(b.out(0, 4, 3) == "111");
  b.gate(0, true, 6);
  CHECK(b.out(0, 6, 8) == "11100110");
}

TEST_CASE("i8254 mode 3: a new count waits for the end of the half cycle") {
  pit_bench b;
  program(b, 3, 4);
  b.write(0, 8, 1);
  CHECK(b.out(0, 1, 12) == "110000111100");
}

TEST_CASE("i8254 mode 3: a trigger after a new count loads it on the next clock") {
  pit_bench b;
  program(b, 3, 8);
  b.write(0, 4, 2);
  b.gate(0, false, 2);
  b.gate(0, true, 2);
  CHECK(b.out(0, 3, 6) == "110011");
}

TEST_CASE("i8254 mode 3: a count of 65536 gives the PC's 18.2 Hz square wave") {
  pit_bench b;
  edge_log out;
  b.control(0x36, 0);
  b.write16(0, 0, 0);
  b.chip.out(0).connect(out);
  b.chip.advance_to(b.at(200'000));
  CHECK(out.edges == std::vector<long>{0, -32769, 65537, -98305, 131073, -163841, 196609});
}

TEST_CASE("i8254 modes 6 and 7 are modes 2 and 3") {
  pit_bench b;
  program(b, 6, 3);
  CHECK(b.out(0, 1, 6) == "110110");
  pit_bench c;
  program(c, 7, 4);
  CHECK(c.out(0, 1, 6) == "110011");
}

TEST_CASE("i8254 mode 4: OUT strobes low for one clock, N + 1 clocks after the write, once") {
  pit_bench b;
  program(b, 4, 3);
  CHECK(b.out(0, 0, 9) == "111101111");
  CHECK(b.out(0, 65'500, 100) == std::string(100, '1'));
}

TEST_CASE("i8254 mode 4: the counter wraps after the strobe") {
  pit_bench b;
  program(b, 4, 3);
  CHECK(b.counts(0, 1, 7) == counts{3, 2, 1, 0, 0xFF, 0xFE, 0xFD});
}

TEST_CASE("i8254 mode 4: GATE low holds the count, a rise does not reload") {
  pit_bench b;
  program(b, 4, 3);
  CHECK(b.read(0, 2) == 2);
  b.gate(0, false, 2);
  CHECK(b.read(0, 5) == 2);
  b.gate(0, true, 5);
  CHECK(b.out(0, 5, 5) == "11011");
}

TEST_CASE("i8254 mode 4: GATE low during the strobe does not lengthen it") {
  pit_bench b;
  program(b, 4, 2);
  CHECK(b.out(0, 3, 1) == "0");
  b.gate(0, false, 3);
  CHECK(b.out(0, 3, 4) == "0111");
}

TEST_CASE("i8254 mode 4: a new count is loaded on the next clock and strobes again") {
  pit_bench b;
  program(b, 4, 5);
  b.write(0, 2, 2);
  CHECK(b.out(0, 2, 6) == "111011");
  b.write(0, 1, 20);
  CHECK(b.out(0, 20, 5) == "11011");
}

TEST_CASE("i8254 mode 4: the first of two bytes does not disturb the count") {
  pit_bench b;
  b.control(0x38, 0);
  b.write16(0, 4, 0);
  b.write(0, 9, 2);
  CHECK(b.out(0, 2, 6) == "111011");
}

TEST_CASE("i8254 mode 5: a trigger strobes OUT N + 1 clocks later") {
  pit_bench b;
  b.gate(0, false, 0);
  program(b, 5, 3);
  CHECK(b.out(0, 0, 6) == "111111");
  b.gate(0, true, 6);
  b.gate(0, false, 7);
  CHECK(b.out(0, 7, 6) == "111011");
}

TEST_CASE("i8254 mode 5: a retrigger before the strobe starts over") {
  pit_bench b;
  b.gate(0, false, 0);
  program(b, 5, 3);
  b.gate(0, true, 0);
  b.gate(0, false, 2);
  b.gate(0, true, 3);
  CHECK(b.out(0, 3, 6) == "111101");
}

TEST_CASE("i8254 mode 5: a new count waits for a trigger") {
  pit_bench b;
  b.gate(0, false, 0);
  program(b, 5, 3);
  b.gate(0, true, 0);
  b.write(0, 5, 2);
  CHECK(b.counts(0, 2, 4) == counts{2, 1, 0, 0xFF});
  b.gate(0, false, 10);
  b.gate(0, true, 10);
  CHECK(b.counts(0, 11, 2) == counts{5, 4});
}
