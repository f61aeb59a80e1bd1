#include <catch2/catch.hpp>

#include <algorithm>
#include <vector>

#include "models/devices/dma/i8237_pair.h"
#include "tests/devices/dice.h"

using namespace trapline;
using namespace trapline::devices;

namespace {

class flat_memory final : public dma_memory {
 public:
  void read(std::uint32_t address, std::span<std::byte> data) override {
    std::copy_n(bytes.begin() + address, data.size(), data.begin());
  }
  void write(std::uint32_t address, std::span<const std::byte> data) override {
    std::copy(data.begin(), data.end(), bytes.begin() + address);
  }
  std::vector<std::byte> bytes = std::vector<std::byte>(16 << 20);
};

/// The pair as a BIOS leaves it, reached by port numbers.
class dma_bench {
 public:
  dma_bench() {
    out(0xD6, 0xC0);  // channel 4 cascades
    out(0xD4, 0x00);  // and lets through
  }
  std::uint8_t in(unsigned port) { return static_cast<std::uint8_t>(pair.read(reg(port), 1, instant{})); }
  void out(unsigned port, unsigned value) { pair.write(reg(port), 1, value, instant{}); }
  void set_up(unsigned mode, unsigned page, unsigned address, unsigned count) {
    out(0x0A, 4 | (mode & 3));
    out(0x0C, 0);
    const unsigned channel = mode & 3;
    out(2 * channel, address & 0xFF);
    out(2 * channel, address >> 8);
    out(2 * channel + 1, count & 0xFF);
    out(2 * channel + 1, count >> 8);
    out(0x0B, mode);
    constexpr unsigned pages[] = {0x87, 0x83, 0x81, 0x82};
    out(pages[channel], page);
    out(0x0A, channel);
  }
  dma_channel::result give(unsigned channel, std::vector<std::byte>& data) {
    return pair.channel(channel).transfer(data, true, instant{});
  }
  dma_channel::result take(unsigned channel, std::vector<std::byte>& data) {
    return pair.channel(channel).transfer(data, false, instant{});
  }
  unsigned word(unsigned port) {
    out(0x0C, 0);
    const unsigned low = in(port);
    return low | unsigned{in(port)} << 8;
  }
  static unsigned reg(unsigned port) {
    if (port < 0x10) return port;
    return port >= 0xC0 ? 16 + port - 0xC0 : 48 + port - 0x80;
  }
  flat_memory memory;
  i8237_pair pair{memory};
};

std::vector<std::byte> numbered(std::size_t n) {
  std::vector<std::byte> v(n);
  for (std::size_t i = 0; i < n; ++i) v[i] = static_cast<std::byte>(i + 1);
  return v;
}

}  // namespace

TEST_CASE("i8237: the ports of a PC/AT, without 80h") {
  dma_bench b;
  const auto windows = b.pair.ports();
  REQUIRE(windows.size() == 3);
  CHECK(windows[2].first_port == 0x81);
  CHECK(windows[2].count == 15);
  CHECK_THROWS_AS(b.pair.channel(4), std::out_of_range);
}

TEST_CASE("i8237: address and count go through the flip-flop, low byte first") {
  dma_bench b;
  b.out(0x0C, 0);
  b.out(0x04, 0x34);
  b.out(0x04, 0x12);
  b.out(0x05, 0x78);
  b.out(0x05, 0x56);
  CHECK(b.word(0x04) == 0x1234);
  CHECK(b.word(0x05) == 0x5678);
  b.in(0x04);  // half a read
  b.out(0x0C, 0);
  CHECK(b.in(0x04) == 0x34);
}

TEST_CASE("i8237: a write transfer fills memory at page and address and ends in terminal count") {
  dma_bench b;
  b.set_up(0x46, 0x02, 0x3000, 511);
  auto data = numbered(512);
  const auto r = b.give(2, data);
  CHECK(r.moved == 512);
  CHECK(r.terminal_count);
  CHECK(std::equal(data.begin(), data.end(), b.memory.bytes.begin() + 0x23000));
  CHECK(b.word(0x04) == 0x3200);
  CHECK(b.word(0x05) == 0xFFFF);
  CHECK(b.in(0x08) == 0x04);          // channel 2 reached TC
  CHECK(b.in(0x08) == 0x00);          // and reading took it away
  CHECK(b.give(2, data).moved == 0);  // masked by TC
}

TEST_CASE("i8237: a read transfer takes from memory, in pieces") {
  dma_bench b;
  const auto data = numbered(100);
  std::copy(data.begin(), data.end(), b.memory.bytes.begin() + 0x10010);
  b.set_up(0x4A, 0x01, 0x0010, 99);
  std::vector<std::byte> got(60), rest(60);
  CHECK_FALSE(b.take(2, got).terminal_count);
  CHECK(b.word(0x05) == 39);
  const auto r = b.take(2, rest);
  CHECK(r.moved == 40);
  CHECK(r.terminal_count);
  CHECK(std::equal(got.begin(), got.end(), data.begin()));
  CHECK(std::equal(rest.begin(), rest.begin() + 40, data.begin() + 60));
}

TEST_CASE("i8237: the address wraps in its page") {
  dma_bench b;
  b.set_up(0x46, 0x05, 0xFFFE, 3);
  auto data = numbered(4);
  CHECK(b.give(2, data).terminal_count);
  CHECK(b.memory.bytes[0x5FFFF] == std::byte{2});
  CHECK(b.memory.bytes[0x50000] == std::byte{3});
  CHECK(b.memory.bytes[0x60000] == std::byte{0});
  CHECK(b.word(0x04) == 0x0002);
}

TEST_CASE("i8237: decrement fills downwards") {
  dma_bench b;
  b.set_up(0x66, 0x05, 0x0001, 2);
  auto data = numbered(3);
  CHECK(b.give(2, data).terminal_count);
  CHECK(b.memory.bytes[0x50001] == std::byte{1});
  CHECK(b.memory.bytes[0x50000] == std::byte{2});
  CHECK(b.memory.bytes[0x5FFFF] == std::byte{3});
}

TEST_CASE("i8237: autoinitialize starts over and leaves the channel unmasked") {
  dma_bench b;
  b.set_up(0x56, 0x01, 0x2000, 7);
  auto data = numbered(20);
  auto r = b.give(2, data);
  CHECK(r.moved == 8);
  CHECK(r.terminal_count);
  CHECK(b.word(0x04) == 0x2000);
  CHECK(b.word(0x05) == 7);
  CHECK(b.give(2, data).moved == 8);
}

TEST_CASE("i8237: verify counts and moves nothing") {
  dma_bench b;
  b.set_up(0x42, 0x01, 0x2000, 7);
  auto data = numbered(8);
  const auto r = b.give(2, data);
  CHECK(r.moved == 8);
  CHECK(r.terminal_count);
  CHECK(b.memory.bytes[0x12000] == std::byte{0});
  b.set_up(0x42, 0x01, 0x2000, 7);
  CHECK(b.take(2, data).moved == 8);
  CHECK(data[0] == std::byte{0xFF});
}

TEST_CASE("i8237: mask, disable and a cascade not set up hold a channel") {
  dma_bench b;
  auto data = numbered(4);
  b.set_up(0x46, 0x01, 0, 100);
  b.out(0x0A, 0x06);
  CHECK(b.give(2, data).moved == 0);
  b.out(0x0E, 0);  // clear mask
  CHECK(b.give(2, data).moved == 4);
  b.out(0x08, 0x04);  // controller disable
  CHECK(b.give(2, data).moved == 0);
  b.out(0x08, 0x00);
  b.out(0xD4, 0x04);  // the cascade masked
  CHECK(b.give(2, data).moved == 0);
  b.out(0xD4, 0x00);
  b.out(0x0F, 0x0B);  // all but channel 2
  CHECK(b.give(2, data).moved == 4);
  CHECK(b.give(1, data).moved == 0);
}

TEST_CASE("i8237: master clear masks everything and resets the flip-flop and status") {
  dma_bench b;
  b.set_up(0x46, 0x01, 0x2000, 3);
  auto data = numbered(4);
  b.give(2, data);
  b.in(0x04);
  b.out(0x0D, 0);
  CHECK(b.in(0x08) == 0x00);
  CHECK(b.in(0x04) == 0x04);  // low byte again
  CHECK(b.pair.state().first.mask == 0x0F);
  CHECK(b.pair.state().second.mask == 0x0E);  // the other chip is not touched
  CHECK(b.in(0x0D) == 0x00);
  CHECK(b.in(0x0B) == 0xFF);
}

TEST_CASE("i8237: the status shows DREQ and software requests") {
  dma_bench b;
  b.pair.channel(2).set_request(true);
  b.pair.channel(5).set_request(true);
  CHECK(b.in(0x08) == 0x40);
  CHECK(b.in(0xD0) == 0x20);
  b.pair.channel(2).set_request(false);
  b.out(0x09, 0x05);
  CHECK(b.in(0x08) == 0x20);
  b.out(0x09, 0x01);
  CHECK(b.in(0x08) == 0x00);
}

TEST_CASE("i8237: channels 5 to 7 move words over 128 KB pages") {
  dma_bench b;
  b.out(0xD8, 0);
  b.out(0xC4, 0x00);  // channel 5: word address 8000h
  b.out(0xC4, 0x80);
  b.out(0xC6, 0x03);
  b.out(0xC6, 0x00);
  b.out(0xD6, 0x45);
  b.out(0x8B, 0x03);  // bit 0 of the page is not used
  b.out(0xD4, 0x01);
  auto data = numbered(20);
  const auto r = b.give(5, data);
  CHECK(r.moved == 8);
  CHECK(r.terminal_count);
  CHECK(b.memory.bytes[0x30000] == std::byte{1});
  CHECK(b.memory.bytes[0x30007] == std::byte{8});
  CHECK(b.in(0xD1) == 0x02);  // odd ports are the even ones
}

TEST_CASE("i8237: page registers keep what is written") {
  dma_bench b;
  for (unsigned port = 0x81; port <= 0x8F; ++port) b.out(port, port ^ 0x5A);
  for (unsigned port = 0x81; port <= 0x8F; ++port) CHECK(b.in(port) == (port ^ 0x5A));
}

TEST_CASE("i8237: a saved state goes on in a second pair") {
  dma_bench a, b;
  a.set_up(0x46, 0x03, 0x0000, 999);
  auto data = numbered(400);
  a.give(2, data);
  a.in(0x04);
  b.pair.restore_state(a.pair.save_state());
  CHECK(b.in(0x05) == a.in(0x05));
  CHECK(b.give(2, data).moved == 400);
  CHECK(b.memory.bytes[0x30000 + 400] == std::byte{1});
  auto rest = numbered(400);
  const auto r = b.give(2, rest);
  CHECK(r.moved == 200);
  CHECK(r.terminal_count);
}

TEST_CASE("i8237: random accesses and transfers stay inside 16 MB") {
  test::dice die{11};
  dma_bench b;
  for (int i = 0; i < 100'000; ++i) {
    const unsigned reg = die.below(64);
    if (reg == 48) continue;
    if (die.one_in(3))
      b.pair.read(reg, 1, instant{});
    else
      b.pair.write(reg, 1, die.below(256), instant{});
    if (die.one_in(10)) {
      std::vector<std::byte> data(1 + die.below(3000));
      const unsigned channel = die.below(8);
      if (channel == 4) continue;
      const auto r = b.pair.channel(channel).transfer(data, die.one_in(2), instant{});
      REQUIRE(r.moved <= data.size());
    }
  }
}
