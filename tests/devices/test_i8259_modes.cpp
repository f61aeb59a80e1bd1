// Ends of interrupts, rotation, special modes, polling.
#include <catch2/catch.hpp>

#include "tests/devices/pic_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::test;

TEST_CASE("i8259: ICW1 forgets edges, masks, services, rotation and the register choice") {
  pic_bench b;
  b.raise(1);
  b.acknowledge();
  b.raise(3);
  b.write(1, 0xF0);
  b.write(0, 0xC3);  // lowest priority: IR3
  b.isr(0);
  b.initialize(1, 1);
  CHECK(b.read(0) == 0);  // IRR: line 3 is high, but needs a new edge
  CHECK(b.isr(0) == 0);
  CHECK(b.read(1) == 0);
  b.pulse(4);
  b.pulse(0);
  CHECK(b.acknowledge() == 0x08);
}

TEST_CASE("i8259: a specific EOI ends the level it names") {
  pic_bench b;
  b.raise(4);
  b.acknowledge();
  b.raise(2);
  b.raise(1);
  b.acknowledge();
  b.write(0, specific_eoi | 4);
  CHECK(b.isr(0) == 0x02);
}

TEST_CASE("i8259: rotation on a non-specific EOI gives the served level the lowest priority") {
  pic_bench b;
  b.raise(4);
  b.acknowledge();
  b.write(0, 0xA0);
  b.pulse(4);
  b.raise(6);
  b.raise(5);
  b.raise(0);
  for (int vector : {0x0D, 0x0E, 0x08, 0x0C}) {
    CHECK(b.acknowledge() == vector);
    b.write(0, eoi);
  }
}

TEST_CASE("i8259: rotation on a specific EOI and the set priority command name the lowest level") {
  pic_bench b;
  b.raise(1);
  b.acknowledge();
  b.write(0, 0xE1);
  CHECK(b.isr(0) == 0);
  b.raise(0);
  b.raise(3);
  CHECK(b.acknowledge() == 0x0B);
  b.write(0, eoi);
  b.write(0, 0xC7);
  b.pulse(3);
  CHECK(b.acknowledge() == 0x08);
}

TEST_CASE("i8259: OCW2 without a command changes nothing") {
  pic_bench b;
  b.raise(3);
  b.acknowledge();
  b.write(0, 0x43);
  CHECK(b.isr(0) == 0x08);
  b.raise(0);
  CHECK(b.acknowledge() == 0x08);
}

TEST_CASE("i8259: automatic EOI ends with the acknowledge, and may rotate") {
  pic_bench b{0x03};
  b.raise(3);
  CHECK(b.acknowledge() == 0x0B);
  CHECK(b.isr(0) == 0);
  b.write(0, 0x80);  // rotate in automatic EOI mode
  b.pulse(3);
  CHECK(b.acknowledge() == 0x0B);
  b.pulse(3);
  b.raise(4);
  b.raise(1);
  CHECK(b.acknowledge() == 0x0C);
  CHECK(b.acknowledge() == 0x09);
  CHECK(b.acknowledge() == 0x0B);
  b.write(0, 0x00);
  b.pulse(0);
  CHECK(b.acknowledge() == 0x08);
  b.pulse(4);
  b.pulse(3);
  CHECK(b.acknowledge() == 0x0C);  // IR3 is still the lowest
}

TEST_CASE("i8259: a slave with automatic EOI and two requests is heard twice") {
  pic_bench b{0x01, 0x03};
  b.raise(8);
  b.raise(9);
  CHECK(b.acknowledge() == 0x70);
  b.write(0, eoi);
  CHECK(b.intr());
  CHECK(b.acknowledge() == 0x71);
}

TEST_CASE("i8259: special fully nested mode lets a slave's more urgent input through") {
  pic_bench plain;
  plain.raise(10);
  plain.acknowledge();
  plain.raise(8);
  CHECK_FALSE(plain.intr());

  pic_bench b{0x11};
  b.raise(10);
  CHECK(b.acknowledge() == 0x72);
  b.raise(5);
  CHECK_FALSE(b.intr());
  b.raise(8);
  CHECK(b.intr());
  CHECK(b.acknowledge() == 0x70);
  CHECK(b.isr(2) == 0x05);
}

TEST_CASE("i8259: special mask mode lets lower levels through a masked service") {
  pic_bench b;
  b.raise(3);
  b.acknowledge();
  b.raise(5);
  CHECK_FALSE(b.intr());
  b.write(0, 0x68);
  CHECK_FALSE(b.intr());
  b.write(1, 0x08);
  CHECK(b.intr());
  CHECK(b.acknowledge() == 0x0D);
  b.write(0, eoi);  // passes over the masked IR3
  CHECK(b.isr(0) == 0x08);
  b.pulse(3);
  CHECK_FALSE(b.intr());
  b.write(0, 0x48);
  b.pulse(6);
  CHECK_FALSE(b.intr());
  b.write(0, specific_eoi | 3);
  CHECK(b.intr());
}

TEST_CASE("i8259: a poll acknowledges by a read, once") {
  pic_bench b;
  b.write(0, 0x0C);
  CHECK(b.read(0) == 0);
  b.raise(6);
  b.raise(4);
  b.write(0, 0x0F);  // poll wins over the register choice
  CHECK(b.read(0) == 0x84);
  CHECK_FALSE(b.intr());
  CHECK(b.read(0) == 0x10);
  b.write(0, eoi);
  b.write(0, 0x0C);
  CHECK(b.read(1) == 0x86);
  CHECK(b.read(1) == 0);
}

TEST_CASE("i8259: master and slave are polled one after the other") {
  pic_bench b;
  b.raise(14);
  b.write(0, 0x0C);
  CHECK(b.read(0) == 0x82);
  b.write(2, 0x0C);
  CHECK(b.read(2) == 0x86);
  b.write(2, eoi);
  b.write(0, eoi);
  CHECK_FALSE(b.intr());
}
