// Initialization, priorities, edges and levels, spurious interrupts; the modes are in
// test_i8259_modes.cpp, who follows it all in test_interrupt_observer.cpp.
#include <catch2/catch.hpp>

#include "tests/devices/pic_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::test;

TEST_CASE("i8259: nothing interrupts before the initialization is complete") {
  i8259_pair chip;
  chip.irq(0).set_level(true, instant{});
  for (unsigned value : {0x11u, 0x08u, 0x04u}) {
    chip.write(value == 0x11 ? 0 : 1, 1, value, instant{});
    chip.irq(0).set_level(false, instant{});
    chip.irq(0).set_level(true, instant{});
    CHECK_FALSE(chip.intr().high());
  }
  chip.write(1, 1, 0x01, instant{});
  CHECK(chip.intr().high());
}

TEST_CASE("i8259: IR0 is the highest priority and IR7 the lowest") {
  pic_bench b;
  for (unsigned irq : {7u, 5u, 1u, 0u, 3u}) b.raise(irq);
  for (int vector : {0x08, 0x09, 0x0B, 0x0D, 0x0F}) {
    CHECK(b.acknowledge() == vector);
    CHECK_FALSE(b.intr());
    b.write(0, eoi);
  }
  CHECK_FALSE(b.intr());
}

TEST_CASE("i8259: the slave's inputs stand between IR1 and IR3, and IRQ 8 leads them") {
  pic_bench b;
  for (unsigned irq : {3u, 15u, 8u, 1u}) b.raise(irq);
  CHECK(b.acknowledge() == 0x09);
  b.write(0, eoi);
  CHECK(b.acknowledge() == 0x70);
  b.write(2, eoi);
  b.write(0, eoi);
  CHECK(b.acknowledge() == 0x77);
  b.write(2, eoi);
  b.write(0, eoi);
  CHECK(b.acknowledge() == 0x0B);
}

TEST_CASE("i8259: the interrupt is chosen when it is acknowledged, not when its line rises") {
  pic_bench b;
  b.raise(4);
  CHECK(b.intr());
  b.raise(1);
  CHECK(b.acknowledge() == 0x09);
}

TEST_CASE("i8259: a higher priority nests into a handler, an equal or lower one waits for the EOI") {
  pic_bench b;
  b.raise(3);
  CHECK(b.acknowledge() == 0x0B);
  b.pulse(3);
  b.raise(4);
  CHECK_FALSE(b.intr());
  b.raise(1);
  CHECK(b.intr());
  CHECK(b.acknowledge() == 0x09);
  CHECK(b.isr(0) == 0x0A);
  b.write(0, eoi);  // ends IR1, the highest in service
  CHECK(b.isr(0) == 0x08);
  CHECK_FALSE(b.intr());
  b.write(0, eoi);
  CHECK(b.acknowledge() == 0x0B);
}

TEST_CASE("i8259: IRR shows requests whether masked or not, and a masked one is not lost") {
  pic_bench b;
  b.write(1, 0xFF);
  b.raise(1);
  b.raise(12);
  CHECK(b.read(1) == 0xFF);
  CHECK_FALSE(b.intr());
  CHECK(b.irr(0) == 0x06);
  CHECK(b.irr(2) == 0x10);
  b.write(1, 0xFD);
  CHECK(b.intr());
  CHECK(b.acknowledge() == 0x09);
  CHECK(b.irr(0) == 0x04);
}

TEST_CASE("i8259: an edge asks once, however long the line stays high") {
  pic_bench b;
  b.raise(1);
  CHECK(b.acknowledge() == 0x09);
  b.write(0, eoi);
  CHECK_FALSE(b.intr());
  b.pulse(1);
  CHECK(b.intr());
}

TEST_CASE("i8259: a line that falls before the acknowledge takes its request with it") {
  pic_bench b;
  b.raise(5);
  CHECK(b.irr(0) == 0x20);
  b.lower(5);
  CHECK(b.irr(0) == 0);
  CHECK_FALSE(b.intr());
}

TEST_CASE("i8259: an acknowledge without a request gives IR7's vector and leaves ISR alone") {
  pic_bench b;
  b.raise(5);
  b.lower(5);
  CHECK(b.acknowledge() == 0x0F);
  CHECK(b.isr(0) == 0);
}

TEST_CASE("i8259: a slave's spurious interrupt is its IR7, and the master has IR2 in service") {
  pic_bench b;
  b.raise(10);
  // As if the line fell between the first INTA pulse and the slave's answer to the second.
  i8259_pair_state s = b.chip.state();
  s.slave.latches = s.slave.lines = 0;
  b.chip.set_state(s);
  CHECK(b.acknowledge() == 0x77);
  CHECK(b.isr(2) == 0);
  CHECK(b.isr(0) == 0x04);
  b.write(0, eoi);
  CHECK_FALSE(b.intr());
}

TEST_CASE("i8259: level triggered inputs ask for as long as they are high") {
  pic_bench b;
  b.write(4, 0xFF);
  b.write(5, 0xFF);
  CHECK(b.read(4) == 0xF8);
  CHECK(b.read(5) == 0xDE);
  b.raise(11);
  CHECK(b.acknowledge() == 0x73);
  b.write(2, eoi);
  b.write(0, eoi);
  CHECK(b.acknowledge() == 0x73);
  b.lower(11);
  b.write(2, eoi);
  b.write(0, eoi);
  CHECK_FALSE(b.intr());
  CHECK(b.irr(2) == 0);
}

TEST_CASE("i8259: LTIM makes every input of a chip level triggered") {
  pic_bench b;
  b.raise(0);
  b.write(0, 0x19);
  b.write(1, 0x20);
  b.write(1, 0x04);
  b.write(1, 0x01);
  CHECK(b.acknowledge() == 0x20);
  b.write(0, eoi);
  CHECK(b.acknowledge() == 0x20);
}

TEST_CASE("i8259: without IC4 the chip is in MCS-80 mode with vectors four or eight bytes apart") {
  pic_bench b;
  b.write(0, 0xF6);  // single, interval 4, A7-A5 = 7
  b.write(1, 0x08);
  b.raise(3);
  CHECK(b.acknowledge() == (0xE0 | 3 << 2));
  b.write(0, 0xF2);  // interval 8
  b.write(1, 0x08);
  b.pulse(3);
  CHECK(b.acknowledge() == (0xC0 | 3 << 3));
  CHECK(b.isr(0) == 0x08);
}

TEST_CASE("i8259: in single mode no ICW3 is taken and IR2 is an input like the others") {
  pic_bench b;
  b.write(0, 0x13);
  b.write(1, 0x40);
  b.write(1, 0x01);  // ICW4
  b.write(1, 0xFB);  // OCW1
  CHECK(b.read(1) == 0xFB);
  b.raise(9);
  CHECK(b.acknowledge() == 0x42);
}

TEST_CASE("i8259: a cascade that names another slave reads an open bus") {
  pic_bench b;
  b.write(2, 0x11);
  b.write(3, 0x70);
  b.write(3, 0x05);
  b.write(3, 0x01);
  b.raise(8);
  CHECK(b.acknowledge() == 0xFF);
  CHECK(b.isr(0) == 0x04);
}

TEST_CASE("i8259: an OCW2 or OCW3 between initialization words does not disturb them") {
  pic_bench b;
  b.write(0, 0x11);
  b.write(1, 0x50);
  b.write(0, 0x0B);
  b.write(1, 0x04);
  b.write(0, eoi);
  b.write(1, 0x01);
  b.raise(1);
  CHECK(b.acknowledge() == 0x51);
}

TEST_CASE("i8259: reset ends initialization and level triggering but not the levels of the lines") {
  pic_bench b;
  b.write(4, 0x20);
  b.raise(5);
  b.chip.reset(b.now);
  CHECK_FALSE(b.intr());
  CHECK(b.read(4) == 0);
  b.initialize(1, 1);
  CHECK_FALSE(b.intr());
  b.pulse(5);
  CHECK(b.intr());
}
