#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "models/devices/i8259_pair.h"
#include "tests/devices/dice.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::test;

namespace {

constexpr unsigned eoi = 0x20;
constexpr unsigned specific_eoi = 0x60;

/// The pair as a PC's firmware sets it up: vectors 08h and 70h, edges, everything unmasked.
struct pic_bench {
  explicit pic_bench(unsigned master_icw4 = 0x01, unsigned slave_icw4 = 0x01) { initialize(master_icw4, slave_icw4); }

  void initialize(unsigned master_icw4, unsigned slave_icw4) {
    for (const auto& [port, value] : std::vector<std::pair<unsigned, unsigned>>{
             {0, 0x11}, {1, 0x08}, {1, 0x04}, {1, master_icw4}, {2, 0x11}, {3, 0x70}, {3, 0x02}, {3, slave_icw4}})
      write(port, value);
  }
  void write(unsigned reg, unsigned value) { chip.write(reg, 1, value, now); }
  unsigned read(unsigned reg) { return chip.read(reg, 1, now); }
  void raise(unsigned irq) { chip.irq(irq).set_level(true, now); }
  void lower(unsigned irq) { chip.irq(irq).set_level(false, now); }
  void pulse(unsigned irq) {
    lower(irq);
    raise(irq);
  }
  int acknowledge() { return chip.acknowledge(now); }
  bool intr() { return chip.intr().high(); }
  unsigned irr(unsigned a0) {
    write(a0, 0x0A);
    return read(a0);
  }
  unsigned isr(unsigned a0) {
    write(a0, 0x0B);
    return read(a0);
  }

  i8259_pair chip;
  instant now = instant{} + duration::us(1);
};

struct journal final : i8259_observer {
  void requested(unsigned irq, instant) override { text += "r" + std::to_string(irq) + " "; }
  void withdrawn(unsigned irq, instant) override { text += "w" + std::to_string(irq) + " "; }
  void acknowledged(int irq, int vector, instant) override {
    text += "a" + std::to_string(irq) + ":" + std::to_string(vector) + " ";
  }
  void end_of_interrupt(unsigned irq, instant) override { text += "e" + std::to_string(irq) + " "; }
  std::string text;
};

}  // namespace

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

TEST_CASE("i8259: an observer can tell an interrupt's story") {
  pic_bench b;
  journal log;
  b.chip.observe(&log);
  b.raise(12);
  b.acknowledge();
  b.write(2, eoi);
  b.write(0, eoi);
  b.raise(5);
  b.lower(5);
  b.acknowledge();
  b.pulse(1);
  b.write(0, 0x0C);
  b.read(0);
  b.write(0, eoi);
  CHECK(log.text == "r12 a12:116 e12 r5 w5 a-1:15 r1 a1:-1 e1 ");
}

TEST_CASE("i8259: an automatic end of interrupt is reported too") {
  pic_bench b{0x03, 0x03};
  journal log;
  b.chip.observe(&log);
  b.raise(0);
  b.acknowledge();
  b.raise(15);
  b.acknowledge();
  CHECK(log.text == "r0 a0:8 e0 r15 a15:119 e15 ");
}

TEST_CASE("i8259: requests are acknowledged, withdrawn or pending, whatever the guest does") {
  struct counts final : i8259_observer {
    void requested(unsigned, instant) override { ++asked; }
    void withdrawn(unsigned, instant) override { ++gone; }
    void acknowledged(int irq, int, instant) override { taken += irq >= 0; }
    void end_of_interrupt(unsigned, instant) override {}
    int asked = 0, gone = 0, taken = 0;
  };
  for (unsigned seed = 0; seed < 50; ++seed) {
    dice random{seed};
    pic_bench b, twin;
    counts count;
    b.chip.observe(&count);
    const auto act = [](pic_bench& p, unsigned what, unsigned irq, unsigned value) {
      if (what < 6) p.chip.irq(irq).set_level(what % 2 == 0, p.now);
      // Edges only: a level is requested once and acknowledged often.
      if (what == 6 && (irq % 4 != 0 || (value & 0x18) != 0x18)) p.write(irq % 4, value & 0xF7);
      if (what == 7) p.write(irq % 2 * 2, 0x20 | value % 8 | (value & 0xC0));
      if (what == 8) p.write(irq % 2 * 2, 0x08 | (value & 0x67));
      if (what == 9) p.read(irq % 4);
      if (what >= 10) return p.intr() || what == 10 ? p.acknowledge() : -1;
      return 0;
    };
    for (int i = 0; i < 4000; ++i) {
      if (i == 2000) twin.chip.restore_state(b.chip.save_state());
      const unsigned what = random.below(16), irq = random.below(16), value = random.below(256);
      const int vector = act(b, what, irq, value);
      if (i >= 2000) REQUIRE(act(twin, what, irq, value) == vector);
      REQUIRE(vector <= 0xFF);
      REQUIRE(b.chip.next_event() == instant::never());
      if (random.one_in(100)) {
        b.initialize(1, 1);
        if (i >= 2000) twin.initialize(1, 1);
      }
    }
    const unsigned left = (b.chip.state().master.irr() & ~4u) | unsigned{b.chip.state().slave.irr()} << 8;
    REQUIRE(count.asked == count.gone + count.taken + __builtin_popcount(left));
    REQUIRE(twin.chip.save_state() == b.chip.save_state());
  }
}
