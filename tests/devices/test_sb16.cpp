#include <catch2/catch.hpp>

#include "tests/devices/dice.h"
#include "tests/devices/sb16_bench.h"

namespace trapline::devices {
namespace {

using namespace sb16_test;

TEST_CASE("sb16: a reset answers AAh after its time, and not before") {
  bench b;
  b.out(0x226, 1);
  b.now = b.now + duration::us(10);
  CHECK((b.in(0x22C) & 0x80) != 0);
  b.out(0x226, 0);
  CHECK((b.in(0x22E) & 0x80) == 0);
  b.pass(duration::us(99));
  CHECK((b.in(0x22E) & 0x80) == 0);
  CHECK((b.in(0x22C) & 0x80) != 0);
  b.pass(duration::us(1));
  CHECK(b.answer() == 0xAA);
  CHECK((b.in(0x22C) & 0x80) == 0);
  CHECK((b.in(0x22E) & 0x80) == 0);
  CHECK(b.in(0x22A) == 0xAA);  // the last byte stays
}

TEST_CASE("sb16: identification, version, copyright, test register and speaker") {
  bench b;
  b.dsp({0xE0, 0xA5});
  CHECK(b.answer() == 0x5A);
  b.dsp({0xE1});
  CHECK(b.answer() == 4);
  CHECK(b.answer() == 5);
  b.dsp({0xE4, 0x77, 0xE8});
  CHECK(b.answer() == 0x77);
  b.dsp({0xD8});
  CHECK(b.answer() == 0x00);
  b.dsp({0xD1, 0xD8});
  CHECK(b.answer() == 0xFF);
  b.dsp({0xE3});
  std::string text;
  while (const unsigned c = b.answer()) text += static_cast<char>(c);
  CHECK(text.substr(0, 9) == "COPYRIGHT");
  CHECK((b.in(0x22E) & 0x80) == 0);
}

TEST_CASE("sb16: the two interrupts that software can ask for are acknowledged each at its port") {
  bench b;
  b.dsp({0xF2});
  CHECK(b.irq.high);
  CHECK((b.mixer(0x82) & 7) == 1);
  b.in(0x22F);
  CHECK(b.irq.high);
  b.in(0x22E);
  CHECK_FALSE(b.irq.high);
  b.dsp({0xF3});
  CHECK((b.mixer(0x82) & 7) == 2);
  b.in(0x22E);
  CHECK(b.irq.high);
  b.in(0x22F);
  CHECK_FALSE(b.irq.high);
}

TEST_CASE("sb16: the mixer chooses the interrupt line") {
  bench b;
  probe irq_10;
  b.card.irq(10).connect(irq_10);
  b.mixer(0x80, 0x08);
  b.dsp({0xF2});
  CHECK(irq_10.high);
  CHECK_FALSE(b.irq.high);
  b.mixer(0x80, 0x02);
  CHECK_FALSE(irq_10.high);
  CHECK(b.irq.high);
  CHECK_THROWS_AS(b.card.irq(3), std::out_of_range);
}

TEST_CASE("sb16: the mixer's registers keep what they have, and the older ones are views") {
  bench b;
  CHECK(b.mixer(0x30) == 0xC0);
  CHECK(b.mixer(0x3C) == 0x1F);
  CHECK(b.mixer(0x3D) == 0x15);
  CHECK(b.mixer(0x81) == 0x22);
  b.mixer(0x30, 0xFF);
  CHECK(b.mixer(0x30) == 0xF8);
  CHECK(b.mixer(0x22) == 0xFC);
  b.mixer(0x22, 0x5A);
  CHECK(b.mixer(0x30) == 0x50);
  CHECK(b.mixer(0x31) == 0xA0);
  b.mixer(0x0A, 0x05);
  CHECK(b.mixer(0x3A) == 0xA0);
  b.mixer(0x81, 0xFF);
  CHECK(b.mixer(0x81) == 0xEB);
  b.mixer(0x00, 0x00);
  CHECK(b.mixer(0x31) == 0xC0);
  CHECK(b.mixer(0x81) == 0xEB);
  CHECK(b.mixer(0x70) == 0xFF);
}

TEST_CASE("sb16: the MPU-401 acknowledges reset and UART mode, with an interrupt") {
  bench b;
  CHECK((b.in(0x331) & 0xC0) == 0x80);
  b.out(0x331, 0xFF);
  CHECK((b.in(0x331) & 0xC0) == 0x00);
  CHECK((b.mixer(0x82) & 7) == 4);
  CHECK(b.irq.high);
  CHECK(b.in(0x330) == 0xFE);
  CHECK_FALSE(b.irq.high);
  b.out(0x331, 0x3F);
  CHECK(b.in(0x330) == 0xFE);
  b.out(0x330, 0x90);
  b.out(0x331, 0xFF);  // back, and silently
  CHECK((b.in(0x331) & 0x80) != 0);
}

TEST_CASE("sb16: DMA identification writes a byte that follows from the values before") {
  bench b;
  b.set_up_bytes(0x100, 4, 0x45);
  for (const unsigned v : {0x00U, 0xFFU, 0x5AU, 0xA5U}) b.dsp({0xE2, v});
  // AAh - 106 = 40h; 40h + 165 + (-1+2-4+8+16-32+64-128 = -75) = 9Ah; ...
  CHECK(std::to_integer<unsigned>(b.memory.bytes[0x20100]) == 0x40);
  CHECK(std::to_integer<unsigned>(b.memory.bytes[0x20101]) == 0x9A);
}

TEST_CASE("sb16: a saved state goes on in a second card as it would have here") {
  bench a, b;
  for (unsigned i = 0; i < 4000; ++i) {
    a.put(0x20000 + i, i * 11);
    b.put(0x20000 + i, i * 11);
  }
  a.set_up_bytes(0, 4000, 0x49);
  a.dsp({0x41, 0x2B, 0x11, 0xC0, 0x20, 0x9F, 0x0F});
  a.pass(duration::ms(37));
  a.dsp({0xF3});
  b.card.restore_state(a.card.save_state());
  b.dma.restore_state(a.dma.save_state());
  b.now = a.now;
  CHECK(b.card.irq(5).high());
  CHECK(b.card.next_event() == a.card.next_event());
  const std::size_t before = a.heard.samples.size();
  a.pass(duration::ms(300));
  b.pass(duration::ms(300));
  CHECK(b.card.counters().samples == a.card.counters().samples);
  REQUIRE(a.heard.samples.size() - before == b.heard.samples.size());
  for (std::size_t i = 0; i < b.heard.samples.size(); ++i) {
    CHECK(a.heard.samples[before + i].left == b.heard.samples[i].left);
    CHECK(a.heard.samples[before + i].at == b.heard.samples[i].at);
  }
}

TEST_CASE("sb16: random accesses never break the card, and time goes on") {
  test::dice die{4051};
  bench b;
  for (int i = 0; i < 300'000; ++i) {
    const unsigned n = die.below(12);
    const unsigned commands[] = {0x14, 0x1C, 0x24, 0x2C, 0x74, 0x77, 0x80,
                                 0xB6, 0xC6, 0xC8, 0xBE, 0x7D, 0x16, 0xDA};
    if (n < 3)
      b.card.read(die.below(0x12), 1, b.now);
    else if (n < 6)
      b.card.write(die.below(0x12), 1, die.below(256), b.now);
    else if (n < 10)
      b.out(0x22C, die.one_in(2) ? commands[die.below(14)] : die.below(256));
    else if (die.one_in(8))
      die.one_in(2) ? b.set_up_bytes(die.below(0x10000), 1 + die.below(0x10000),
                                     0x41 + 4 * die.below(3) + 0x10 * die.below(2))
                    : b.set_up_words(die.below(0x10000), 1 + die.below(0x10000),
                                     0x41 + 4 * die.below(3) + 0x10 * die.below(2));
    if (die.one_in(10)) b.pass(duration::us(die.below(1000)));
    if (b.heard.samples.size() > 10'000) b.heard.samples.clear();
    REQUIRE(b.card.next_event() > b.now);
  }
  CHECK(b.heard.in_order);
}

}  // namespace
}  // namespace trapline::devices
