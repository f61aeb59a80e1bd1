// Modes 0, 1 and 2 against the waveforms of the datasheet: what OUT is after each clock, what the counter
// shows, what GATE and a new count do. Clock 1 is the first after the write.
#include <catch2/catch.hpp>

#include "tests/devices/pit_bench.h"

using namespace trapline::devices::test;

TEST_CASE("i8254: a control word sets OUT at once, low in mode 0 and high in all others") {
  for (unsigned mode = 0; mode < 6; ++mode) {
    pit_bench b;
    program(b, mode == 0 ? 4 : 0, 100);
    b.control(0x10 | mode << 1, 50);
    CHECK(b.chip.out(0).high() == (mode != 0));
    CHECK(b.out(0, 500, 2) == (mode != 0 ? "11" : "00"));
  }
}

TEST_CASE("i8254 mode 0: OUT rises N + 1 clocks after the count is written and stays high") {
  pit_bench b;
  program(b, 0, 4);
  CHECK(b.out(0, 0, 10) == "0000011111");
}

TEST_CASE("i8254 mode 0: the counter wraps after the terminal count without another edge") {
  pit_bench b;
  program(b, 0, 4);
  CHECK(b.counts(0, 1, 7) == counts{4, 3, 2, 1, 0, 0xFF, 0xFE});
  CHECK(b.out(0, 200'000, 3) == "111");
}

TEST_CASE("i8254 mode 0: GATE low holds the count and does not touch OUT") {
  pit_bench b;
  program(b, 0, 3);
  CHECK(b.read(0, 1) == 3);
  b.gate(0, false, 1);
  CHECK(b.counts(0, 2, 2) == counts{3, 3});
  b.gate(0, true, 3);
  CHECK(b.out(0, 3, 5) == "00011");
}

TEST_CASE("i8254 mode 0: a count written while GATE is low is loaded, and OUT rises N clocks after GATE") {
  pit_bench b;
  b.gate(0, false, 0);
  program(b, 0, 2);
  CHECK(b.counts(0, 1, 2) == counts{2, 2});
  b.gate(0, true, 10);
  CHECK(b.out(0, 10, 4) == "0011");
}

TEST_CASE("i8254 mode 0: a new count is loaded on the next clock and takes OUT low") {
  pit_bench b;
  program(b, 0, 2);
  CHECK(b.out(0, 3, 1) == "1");
  b.write(0, 3, 5);
  CHECK(b.out(0, 5, 6) == "000011");
}

TEST_CASE("i8254 mode 0: the first of two bytes stops the count and takes OUT low at once") {
  pit_bench b;
  b.control(0x30, 0);
  b.write16(0, 2, 0);
  CHECK(b.out(0, 3, 2) == "11");
  b.write(0, 5, 4);
  CHECK(b.out(0, 4, 1) == "0");
  const unsigned held = b.read16(0, 5);
  CHECK(b.read16(0, 50) == held);
  b.write(0, 0, 50);
  CHECK(b.read16(0, 51) == 5);
  CHECK(b.out(0, 55, 2) == "01");
}

TEST_CASE("i8254 mode 1: OUT is high until a trigger, then low for N clocks") {
  pit_bench b;
  b.gate(0, false, 0);
  program(b, 1, 3);
  CHECK(b.out(0, 0, 5) == "11111");
  b.gate(0, true, 5);
  CHECK(b.out(0, 5, 6) == "100011");
}

TEST_CASE("i8254 mode 1: a trigger before the count is written does nothing") {
  pit_bench b;
  b.gate(0, false, 0);
  b.control(0x12, 0);
  b.gate(0, true, 1);
  CHECK(b.out(0, 2, 3) == "111");
  b.write(0, 3, 5);
  CHECK(b.out(0, 6, 3) == "111");
}

TEST_CASE("i8254 mode 1: a retrigger makes the pulse longer, the level of GATE does not matter") {
  pit_bench b;
  b.gate(0, false, 0);
  program(b, 1, 3);
  b.gate(0, true, 0);
  b.gate(0, false, 1);
  CHECK(b.out(0, 1, 2) == "00");
  b.gate(0, true, 2);
  CHECK(b.out(0, 3, 5) == "00011");
}

TEST_CASE("i8254 mode 1: a new count waits for the next trigger") {
  pit_bench b;
  b.gate(0, false, 0);
  program(b, 1, 2);
  b.gate(0, true, 0);
  b.write(0, 4, 1);
  CHECK(b.counts(0, 1, 6) == counts{2, 1, 0, 0xFF, 0xFE, 0xFD});
  CHECK(b.chip.out(0).high());
  b.gate(0, false, 7);
  b.gate(0, true, 7);
  CHECK(b.out(0, 8, 6) == "000011");
}

TEST_CASE("i8254 mode 2: OUT is low for the last clock of every N") {
  pit_bench b;
  program(b, 2, 3);
  CHECK(b.out(0, 0, 11) == "11101101101");
}

TEST_CASE("i8254 mode 2: the counter goes from N to 1 and starts over") {
  pit_bench b;
  program(b, 2, 3);
  CHECK(b.counts(0, 1, 7) == counts{3, 2, 1, 3, 2, 1, 3});
}

TEST_CASE(
    "i8254 mode 2: GATE low stops the count and lifts OUT at once; its rise reloads on the next clock") {
  pit_bench b;
  program(b, 2, 3);
  CHECK(b.out(0, 3, 1) == "0");
  b.gate(0, false, 3);
  CHECK(b.chip.out(0).high());
  CHECK(b.out(0, 4, 3) == "111");
  b.gate(0, true, 6);
  CHECK(b.counts(0, 7, 4) == counts{3, 2, 1, 3});
  CHECK(b.out(0, 11, 3) == "101");
}

TEST_CASE("i8254 mode 2: a new count waits for the end of the cycle") {
  pit_bench b;
  program(b, 2, 4);
  b.write(0, 5, 2);
  CHECK(b.counts(0, 2, 9) == counts{3, 2, 1, 5, 4, 3, 2, 1, 5});
}

TEST_CASE("i8254 mode 2: a trigger loads a new count before the end of the cycle") {
  pit_bench b;
  program(b, 2, 4);
  b.write(0, 5, 2);
  b.gate(0, false, 2);
  b.gate(0, true, 2);
  CHECK(b.counts(0, 3, 3) == counts{5, 4, 3});
}

TEST_CASE("i8254 mode 2: a count of one holds OUT low and asks for no events") {
  pit_bench b;
  edge_log out;
  b.chip.out(0).connect(out);
  program(b, 2, 1);
  b.chip.advance_to(b.at(1));
  CHECK_FALSE(b.chip.out(0).high());
  CHECK(b.chip.next_event() == trapline::instant::never());
  b.write(0, 3, 5);
  CHECK(b.out(0, 6, 4) == "1101");
}
