#include <catch2/catch.hpp>

#include "tests/devices/i82077_bench.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::fdc;
using namespace trapline::devices::test;
using bytes = std::vector<unsigned>;

TEST_CASE("i82077: without DMA every byte has its interrupt and comes at the data rate") {
  fdc_bench b;
  b.start();
  b.command({0x03, 0xDF, 0x03});  // ND
  for (const unsigned v : {0x46U, 0U, 0U, 0U, 2U, 2U, 2U, 0x1BU, 0xFFU}) b.out(reg_fifo, v);
  CHECK(b.in(reg_msr) == 0x30);
  std::vector<std::byte> got;
  instant first{}, last{};
  while (got.size() < 512) {
    REQUIRE(b.fdc.next_event() != instant::never());
    b.now = b.fdc.next_event();
    b.fdc.advance_to(b.now);
    if (b.in(reg_msr) != 0xF0) continue;
    REQUIRE(b.irq.level);
    if (got.empty()) first = b.now;
    last = b.now;
    got.push_back(static_cast<std::byte>(b.in(reg_fifo)));
    REQUIRE_FALSE((b.irq.level && got.size() < 512));
  }
  CHECK(got == b.sector(1));
  CHECK((last - first) == duration::us(16) * 511);
  b.wait();
  CHECK(b.results() == bytes{0x40, 0x80, 0, 1, 0, 1, 2});  // no terminal count without DMA
}

TEST_CASE("i82077: the FIFO gathers bytes up to its threshold and is late only when full") {
  fdc_bench b;
  b.start();
  b.command({0x03, 0xDF, 0x03});
  b.command({0x13, 0x00, 0x40 | 0x07, 0x00});  // FIFO on, threshold 8
  for (const unsigned v : {0x46U, 0U, 0U, 0U, 2U, 2U, 2U, 0x1BU, 0xFFU}) b.out(reg_fifo, v);
  while (!b.irq.level) {
    b.now = b.fdc.next_event();
    b.fdc.advance_to(b.now);
  }
  for (int i = 0; i < 8; ++i) {
    REQUIRE(b.in(reg_msr) == 0xF0);
    CHECK(b.in(reg_fifo) == std::to_integer<unsigned>(b.sector(1)[static_cast<std::size_t>(i)]));
  }
  CHECK(b.in(reg_msr) == 0x30);
  b.pass(duration::us(16 * 16));
  CHECK(b.in(reg_msr) == 0xF0);
  b.pass(duration::us(2 * 16));
  CHECK(b.results() == bytes{0x40, 0x10, 0, 0, 0, 2, 2});  // overrun
}

TEST_CASE("i82077: writing without DMA fills the FIFO ahead of the head") {
  fdc_bench b;
  b.start();
  b.command({0x03, 0xDF, 0x03});
  b.command({0x13, 0x00, 0x40 | 0x0F, 0x00});
  for (const unsigned v : {0x45U, 0U, 0U, 0U, 2U, 2U, 2U, 0x1BU, 0xFFU}) b.out(reg_fifo, v);
  unsigned given = 0;
  while (given < 512) {
    if (b.in(reg_msr) == 0xB0) {
      b.out(reg_fifo, given++ & 0xFF);
      continue;
    }
    REQUIRE(b.fdc.next_event() != instant::never());
    b.now = b.fdc.next_event();
    b.fdc.advance_to(b.now);
  }
  b.wait();
  CHECK(b.results()[1] == 0x80);
  CHECK(b.sector(1)[100] == std::byte{100});
  // And a host that does not come is an underrun.
  for (const unsigned v : {0x45U, 0U, 0U, 0U, 2U, 2U, 2U, 0x1BU, 0xFFU}) b.out(reg_fifo, v);
  b.wait();
  CHECK(b.results()[1] == 0x10);
}
