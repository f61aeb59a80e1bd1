// What an observer hears, and that it adds up under a random guest.
#include <catch2/catch.hpp>
#include <string>

#include "tests/devices/dice.h"
#include "tests/devices/pic_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::test;

namespace {

struct journal final : interrupt_observer {
  void requested(unsigned irq, instant) override { text += "r" + std::to_string(irq) + " "; }
  void withdrawn(unsigned irq, instant) override { text += "w" + std::to_string(irq) + " "; }
  void acknowledged(int irq, int vector, instant) override {
    text += "a" + std::to_string(irq) + ":" + std::to_string(vector) + " ";
  }
  void end_of_interrupt(unsigned irq, instant) override { text += "e" + std::to_string(irq) + " "; }
  std::string text;
};

}  // namespace

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
  struct counts final : interrupt_observer {
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
