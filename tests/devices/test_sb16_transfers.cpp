#include <catch2/catch.hpp>

#include "tests/devices/sb16_bench.h"

namespace trapline::devices {
namespace {

using namespace sb16_test;

TEST_CASE("sb16: direct output reaches the converter at once") {
  bench b;
  b.dsp({0x10, 0x80, 0x10, 0xFF, 0x10, 0x00});
  REQUIRE(b.heard.samples.size() == 3);
  CHECK(b.heard.samples[0].left == 0);
  CHECK(b.heard.samples[1].left == 0x7F00);
  CHECK(b.heard.samples[2].right == -0x8000);
  CHECK(b.heard.samples[2].at == b.now);
}

TEST_CASE(
    "sb16: a single block plays at the time constant's rate and ends with its interrupt, to the sample") {
  bench b;
  for (unsigned i = 0; i < 1000; ++i) b.put(0x21000 + i, i);
  b.set_up_bytes(0x1000, 1000, 0x49);
  b.dsp({0x40, 256 - 91, 0x14, 999 & 0xFF, 999 >> 8});  // 10989.01 Hz
  const instant began = b.now;
  b.pass(duration::ms(200));
  REQUIRE(b.heard.samples.size() == 1000);
  for (unsigned i = 0; i < 1000; ++i) {
    CHECK(b.heard.samples[i].left == static_cast<std::int16_t>(((i & 0xFF) - 0x80) * 0x100));
    CHECK(b.heard.samples[i].at == began + duration::us(91) * (i + 1));
  }
  REQUIRE(b.irq.rises.size() == 1);
  CHECK(b.irq.rises[0] == began + duration::ms(91));
  CHECK(b.card.next_event() == instant::never());
  CHECK(b.card.counters().samples == 1000);
  CHECK(b.card.counters().starved == 0);
}

TEST_CASE("sb16: 16 bits in stereo through channel 5, again and again, in step with the clock for ever") {
  bench b;
  for (unsigned i = 0; i < 0x400; ++i) {
    b.put(0x40000 + 2 * i, i & 0xFF);
    b.put(0x40000 + 2 * i + 1, i >> 8);
  }
  b.set_up_words(0, 0x400, 0x59);
  b.dsp({0x41, 0xAC, 0x44, 0xB6, 0x30, 0x1FF & 0xFF, 0x1FF >> 8});  // 44100 Hz, blocks of 512 words
  const instant began = b.now;
  const clock_domain rate{44'100};
  b.pass(duration::ms(100));
  REQUIRE(b.heard.samples.size() == 4410);
  for (unsigned i = 0; i < 4410; ++i) {
    CHECK(b.heard.samples[i].left == static_cast<std::int16_t>((2 * i) & 0x3FF));
    CHECK(b.heard.samples[i].right == static_cast<std::int16_t>((2 * i + 1) & 0x3FF));
    CHECK(b.heard.samples[i].at == began + rate.span(cycles{i + 1}));
  }
  CHECK(b.irq.rises.size() == 1);  // nobody acknowledged it
  CHECK((b.mixer(0x82) & 7) == 2);
  CHECK(b.card.counters().late == 16);
}

TEST_CASE(
    "sb16: each acknowledged block brings its own interrupt, and leaving auto-init ends with the block") {
  bench b;
  b.set_up_bytes(0, 400, 0x59);
  b.dsp({0x40, 256 - 50, 0x48, 99, 0, 0x1C});
  const instant began = b.now;
  for (int i = 0; i < 3; ++i) {
    b.pass(duration::ms(5));
    CHECK(b.irq.high);
    b.in(0x22E);
  }
  b.dsp({0xDA});
  b.pass(duration::ms(20));
  REQUIRE(b.irq.rises.size() == 4);
  for (unsigned i = 0; i < 4; ++i) CHECK(b.irq.rises[i] == began + duration::ms(5) * (i + 1));
  CHECK(b.heard.samples.size() == 400);
  CHECK(b.card.counters().late == 0);
}

TEST_CASE("sb16: pause holds the clock and continue goes on with the next sample") {
  bench b;
  for (unsigned i = 0; i < 100; ++i) b.put(0x20000 + i, i);
  b.set_up_bytes(0, 100, 0x49);
  b.dsp({0x40, 256 - 100, 0x14, 99, 0});
  b.pass(duration::us(1050));
  CHECK(b.heard.samples.size() == 10);
  b.dsp({0xD5});  // that is the other width's
  CHECK(b.card.next_event() != instant::never());
  b.dsp({0xD0});
  CHECK(b.card.next_event() == instant::never());
  b.pass(duration::ms(50));
  CHECK(b.heard.samples.size() == 10);
  b.dsp({0xD4});
  const instant again = b.now;
  b.pass(duration::ms(20));
  REQUIRE(b.heard.samples.size() == 100);
  CHECK(b.heard.samples[10].at == again + duration::us(100));
  CHECK(b.heard.samples[10].left == (10 - 0x80) * 0x100);
}

TEST_CASE("sb16: without bytes from the DMA controller the level is held and the missing samples counted") {
  bench b;
  for (unsigned i = 0; i < 100; ++i) b.put(0x20000 + i, 0x90);
  b.set_up_bytes(0, 40, 0x49);  // shorter than the block
  b.dsp({0x40, 256 - 100, 0x14, 99, 0});
  b.pass(duration::ms(6));
  CHECK(b.heard.samples.size() == 40);
  CHECK(b.card.counters().starved == 20);
  CHECK_FALSE(b.irq.high);
  b.set_up_bytes(0, 60, 0x49);
  b.pass(duration::ms(7));
  CHECK(b.heard.samples.size() == 100);
  CHECK(b.irq.high);
}

TEST_CASE("sb16: a channel that nobody connected starves") {
  sb16 card;
  const instant now = instant::at_ps(1);
  for (const unsigned v : {0x14U, 9U, 0U}) card.write(0xC, 1, v, now);
  card.advance_to(now + duration::ms(1));
  CHECK(card.counters().starved > 0);
}

TEST_CASE("sb16: words go through the channel of bytes where no other is chosen") {
  bench b;
  b.mixer(0x81, 0x02);
  for (unsigned i = 0; i < 8; ++i) b.put(0x20000 + i, 0x11 * i);
  b.set_up_bytes(0, 8, 0x49);
  b.dsp({0xB0, 0x00, 3, 0});
  b.pass(duration::ms(5));
  REQUIRE(b.heard.samples.size() == 4);
  CHECK(b.heard.samples[1].left == static_cast<std::int16_t>(0x3322 ^ 0x8000));
}

TEST_CASE("sb16: recording brings silence into memory, at the input's rate") {
  bench b;
  b.set_up_bytes(0x200, 100, 0x45);
  b.dsp({0x42, 0x27, 0x10, 0xC8, 0x00, 99, 0});  // 10 kHz
  const instant began = b.now;
  b.pass(duration::ms(50));
  REQUIRE(b.irq.rises.size() == 1);
  CHECK(b.irq.rises[0] == began + duration::ms(10));
  for (unsigned i = 0; i < 100; ++i) CHECK(b.memory.bytes[0x20200 + i] == std::byte{0x80});
  CHECK(b.memory.bytes[0x20264] == std::byte{0});
  b.dsp({0x20});
  CHECK(b.answer() == 0x80);
}

TEST_CASE("sb16: silence lasts its number of samples and interrupts") {
  bench b;
  b.dsp({0x40, 256 - 100, 0x10, 0xFF, 0x80, 49, 0});
  const instant began = b.now;
  b.pass(duration::ms(50));
  CHECK(b.heard.samples.back().left == 0);
  REQUIRE(b.irq.rises.size() == 1);
  CHECK(b.irq.rises[0] == began + duration::ms(5));
}

TEST_CASE("sb16: a reset ends a transfer and takes its interrupt away") {
  bench b;
  b.set_up_bytes(0, 400, 0x59);
  b.dsp({0x40, 256 - 50, 0x48, 99, 0, 0x90});
  b.pass(duration::ms(6));
  CHECK(b.irq.high);
  CHECK((b.dma.read(8, 1, b.now) & 0x20) != 0);  // DREQ 1
  b.out(0x226, 1);
  CHECK_FALSE(b.irq.high);
  CHECK((b.dma.read(8, 1, b.now) & 0x20) == 0);
  CHECK(b.card.next_event() == instant::never());
}

TEST_CASE("sb16: ADPCM of four bits begins with its reference and doubles and halves its step") {
  bench b;
  const unsigned codes[] = {0x80, 0x71, 0xF0, 0x0A};
  for (unsigned i = 0; i < 4; ++i) b.put(0x20000 + i, codes[i]);
  b.set_up_bytes(0, 4, 0x49);
  b.dsp({0x40, 256 - 100, 0x75, 3, 0});
  b.pass(duration::ms(5));
  // 7: +7, step 1; 1: +3; F: -15, step 2; 0: +2, step 1; 0: +1, step 0; A: -2
  const int wanted[] = {0x87, 0x8A, 0x7B, 0x7D, 0x7E, 0x7C};
  REQUIRE(b.heard.samples.size() == 6);
  for (unsigned i = 0; i < 6; ++i) CHECK(b.heard.samples[i].left == (wanted[i] - 0x80) * 0x100);
  CHECK(b.irq.high);
}

TEST_CASE("sb16: ADPCM of 2.6 and of two bits put three and four samples into a byte") {
  adpcm_state s{0x80, 0};
  auto out = decode(adpcm::two_and_six_tenths, s, 0b011'101'10);
  // 3: +3, step 1; 5: -(1*2+1) = -3; 2 bits "10" are the code 4: -(0*2+1), no magnitude: step 0
  CHECK(out[0] == 0x83);
  CHECK(out[1] == 0x80);
  CHECK(out[2] == 0x7F);
  CHECK(s.step == 0);
  s = {0x80, 4};
  out = decode(adpcm::two_and_six_tenths, s, 0b011'000'00);
  CHECK(out[0] == 0x80 + 35);
  s = {0x80, 0};
  out = decode(adpcm::two_bits, s, 0b01'01'11'00);
  // +1, step 1; +3, step 2; -6, step 3; +4, step 2
  CHECK(out == std::array<std::uint8_t, 4>{0x81, 0x84, 0x7E, 0x82});
  s = {0xFA, 5};
  CHECK(decode(adpcm::two_bits, s, 0b01'11'11'11)[0] == 0xFF);
}

}  // namespace
}  // namespace trapline::devices
