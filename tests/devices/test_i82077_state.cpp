#include <catch2/catch.hpp>

#include "tests/devices/dice.h"
#include "tests/devices/i82077_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::fdc;
using namespace trapline::devices::test;

namespace {
void begin_read(fdc_bench& b, unsigned sector, unsigned eot) {
  for (const unsigned v : {0x46U, 0U, 2U, 0U, sector, 2U, eot, 0x1BU, 0xFFU}) b.out(reg_fifo, v);
}
}  // namespace

TEST_CASE("i82077: a saved state goes on in a second controller, in the midst of a transfer") {
  for (const unsigned ms : {0U, 3U, 40U, 130U, 180U, 250U}) {
    fdc_bench a, b;
    a.start();
    a.dma.set_up(8 * 512);
    begin_read(a, 3, 18);
    a.pass(duration::ms(ms));
    b.fdc.restore_state(a.fdc.save_state());
    b.dma = a.dma;
    b.now = a.now;
    REQUIRE(b.fdc.next_event() == a.fdc.next_event());
    a.wait();
    b.wait();
    CHECK(a.now == b.now);
    CHECK(a.results() == b.results());
    CHECK(a.dma.bytes == b.dma.bytes);
    CHECK(a.dma.bytes == a.sector(2 * 36 + 2, 8));
  }
}

TEST_CASE("i82077: a transfer in flight is started again after a restore") {
  fdc_bench a, b;
  late_medium late{a.image};
  a.fdc.insert(0, late, a.format, a.now);
  a.start();
  a.dma.set_up(512);
  begin_read(a, 1, 18);
  a.pass(duration::s(2));
  REQUIRE(late.waiting);
  CHECK(a.fdc.next_event() == instant::never());
  b.fdc.restore_state(a.fdc.save_state());
  b.now = a.now;
  b.dma.set_up(512);
  REQUIRE(b.fdc.next_event() > b.now);
  b.pass(duration::ms(1));
  CHECK((b.results()[0] & 0xC0) == 0);
  CHECK(b.dma.bytes == b.sector(72));
  late.finish(a.now);
  CHECK((a.results()[0] & 0xC0) == 0);
  CHECK(a.dma.bytes == b.dma.bytes);
}

TEST_CASE("i82077: a reset leaves a late medium its buffer, and the next command waits for it") {
  fdc_bench a;
  late_medium late{a.image};
  a.fdc.insert(0, late, a.format, a.now);
  a.start();
  a.dma.set_up(512);
  begin_read(a, 1, 18);
  a.pass(duration::s(1));
  REQUIRE(late.waiting);
  a.start();
  begin_read(a, 5, 18);
  a.pass(duration::s(1));
  CHECK(late.waiting->lba == 72);
  late.finish(a.now);
  a.pass(duration::s(1));
  REQUIRE(late.waiting);
  CHECK(late.waiting->lba == 76);
  late.finish(a.now);
  CHECK((a.results()[0] & 0xC0) == 0);
  CHECK(a.dma.bytes == a.sector(76));
}

TEST_CASE("i82077: a state of another kind is refused") {
  fdc_bench b;
  const std::vector<std::byte> wrong(7);
  CHECK_THROWS_AS(b.fdc.restore_state(wrong), std::invalid_argument);
}

TEST_CASE("i82077: random accesses at random times find an answer and a future") {
  constexpr unsigned commands[] = {0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0C,
                                   0x0D, 0x0E, 0x0F, 0x10, 0x12, 0x13, 0x14, 0x16, 0x8F, 0xCF,
                                   0xC5, 0xE6, 0x46, 0x4D, 0x4A, 0x42, 0x4C, 0xD6};
  for (unsigned seed = 1; seed <= 16; ++seed) {
    dice die{seed};
    i82077_parameters p;
    p.mechanical = seed % 4 != 0;
    fdc_bench b{seed % 2 == 0 ? 1474560U : 368640U, p};
    late_medium late{b.image};
    for (int i = 0; i < 20'000; ++i) {
      b.now = b.now + duration::us(die.one_in(4) ? die.below(100'000) : die.below(20));
      if (late.waiting && die.one_in(3)) late.finish(b.now);
      if (die.one_in(500)) b.dma.set_up(die.below(20'000));
      if (die.one_in(400))
        b.fdc.insert(0, die.one_in(2) ? static_cast<block_medium&>(late) : b.medium, b.format, b.now);
      if (die.one_in(700)) b.fdc.eject(0, b.now);
      if (die.one_in(3)) {
        b.in(die.below(8));
      } else if (die.one_in(30)) {
        b.out(reg_dor, die.one_in(4) ? die.below(256) : 0x1CU);
      } else if (die.one_in(200)) {
        b.out(die.below(8), die.below(256));
      } else {
        const bool first = b.fdc.state().received == 0;
        const unsigned code = commands[die.below(sizeof commands / sizeof *commands)];
        b.out(reg_fifo, first ? code : die.one_in(3) ? die.below(256) : die.below(4));
      }
      REQUIRE(b.fdc.next_event() > b.now);
    }
  }
}
