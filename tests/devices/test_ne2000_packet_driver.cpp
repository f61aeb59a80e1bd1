// The card as DOS' packet drivers use it, in their own order of accesses: reset and stop, the PROM read byte by byte in
// word mode, the address and the group masks written between two stops, a ring whose BNRY stays a page behind, remote
// transfers whose end is polled for, and the recipe for an overflow (National, DP8390 data sheet addendum, 1990).
#include <catch2/catch.hpp>

#include "tests/devices/ne2000_bench.h"

namespace trapline::devices {
namespace {

using namespace ne2000_test;

constexpr unsigned first_page = 0x46, end_page = 0x80, transmit_page = 0x40, all_interrupts = 0x3F;

struct packet_driver : bench {
  packet_driver() {
    wire.attach(peer);
    const unsigned read = in(0x1F);
    pass(duration::us(1600));
    out(0x1F, read);
    out(0x00, 0x21);
    pass(duration::us(1600));
    out(0x0E, 0x48);
    out(0x00, 0x21);
    out(0x0A, 0);
    out(0x0B, 0);
    out(0x0C, 0x20);  // monitor
    out(0x0D, 0x02);  // loopback
    out(0x0E, 0x49);  // words, for a PROM that is read by bytes
    remote(0, 0x20, 0x0A);
    for (unsigned& b : prom) b = in(0x10);
    out(0x0E, 0x49);
    out(0x01, first_page);
    out(0x03, first_page);
    out(0x02, end_page);
    out(0x07, 0xFF);
    out(0x0F, all_interrupts);
    out(0x00, 0x60);  // page 1, and neither started nor stopped
    for (unsigned i = 0; i < 6; ++i) out(1 + i, prom[i]);
    out(0x00, 0x20);
    set_groups();
    out(0x00, 0x61);
    out(0x07, first_page + 1);
    out(0x00, 0x22);
    out(0x0D, 0x00);
    set_groups();
    out(0x0C, 0x04);
  }

  void set_groups() {
    out(0x00, 0x61);
    for (unsigned i = 0; i < 8; ++i) out(8 + i, 0);
    out(0x00, 0x22);
  }

  std::vector<unsigned> block_input(unsigned from, unsigned bytes) {
    remote(from, bytes, 0x0A);
    std::vector<unsigned> all;
    while (all.size() < (bytes | 1) - 1) {
      const unsigned word = in(0x10, 2);
      all.push_back(word & 0xFF);
      all.push_back(word >> 8);
    }
    if (bytes % 2 != 0) all.push_back(in(0x10, 2) & 0xFF);
    return all;
  }

  /// The next frame of the ring, without its check sequence; BNRY is the page before the one behind it.
  std::vector<unsigned> take_frame() {
    const auto header = block_input(next << 8, 26);
    CHECK((header[0] & 1) == 1);
    const unsigned bytes = (header[2] | header[3] << 8) - 4;
    auto frame = block_input((next << 8) + 4, bytes);
    next = header[1];
    out(0x03, (next == first_page ? end_page : next) - 1);
    return frame;
  }

  /// What its interrupt routine does where no overflow shows.
  std::vector<std::vector<unsigned>> take_frames() {
    out(0x0F, 0);
    std::vector<std::vector<unsigned>> frames;
    while ((in(0x07) & 0x05) != 0) {
      out(0x07, 0x05);
      for (const unsigned current = page_1(7); next != current;) frames.push_back(take_frame());
    }
    out(0x0F, all_interrupts);
    return frames;
  }

  listener peer;
  std::array<unsigned, 16> prom{};
  unsigned next = first_page + 1;
};

void check_same(const std::vector<unsigned>& got, std::span<const std::byte> sent) {
  REQUIRE(got.size() >= sent.size());
  for (std::size_t i = 0; i < sent.size(); ++i) CHECK(got[i] == std::to_integer<unsigned>(sent[i]));
}

}  // namespace

TEST_CASE("ne2000: a packet driver finds the address byte by byte, and that the slot has 16 bits") {
  const packet_driver driver;
  for (unsigned i = 0; i < 6; ++i) CHECK(driver.prom[i] == own[i]);
  CHECK(driver.prom[14] == 0x57);
  CHECK(driver.prom[15] == 0x57);
}

TEST_CASE("ne2000: a packet driver takes frames of odd and even lengths around the ring's end") {
  packet_driver driver;
  for (unsigned round = 0; round < 40; ++round) {
    const auto one = message(own, 46 + 37 * round), two = message(broadcast_mac, 47 + 11 * round);
    driver.hear(ethernet::frame_of(one));
    CHECK(driver.irq.high);
    driver.hear(ethernet::frame_of(two));
    const auto frames = driver.take_frames();
    REQUIRE(frames.size() == 2);
    check_same(frames[0], one);
    check_same(frames[1], two);
    CHECK_FALSE(driver.irq.high);
  }
}

TEST_CASE("ne2000: a packet driver's frame goes out when the remote transfer's end has shown") {
  packet_driver driver;
  const auto frame = message(other, 101);
  CHECK((driver.in(0x00) & 4) == 0);
  driver.out(0x07, 0x40);
  driver.out(0x05, static_cast<unsigned>(frame.size()));
  driver.out(0x06, 0);
  driver.write_memory(transmit_page << 8, std::span{frame}.first(frame.size()));
  CHECK((driver.in(0x07) & 0x40) != 0);
  driver.out(0x04, transmit_page);
  driver.out(0x00, 0x26);
  CHECK((driver.in(0x00) & 4) != 0);
  driver.pass(duration::ms(2));
  CHECK((driver.in(0x00) & 4) == 0);
  CHECK((driver.in(0x07) & 0x0A) == 0x02);
  CHECK((driver.in(0x04) & 1) != 0);
  REQUIRE(driver.peer.frames.size() == 1);
  CHECK(std::equal(frame.begin(), frame.end(), driver.peer.frames[0].bytes.begin()));
}

TEST_CASE("ne2000: a packet driver goes on after an overflow with what the ring holds") {
  packet_driver driver;
  std::size_t sent = 0;
  while ((driver.in(0x07) & 0x10) == 0) {
    driver.hear(ethernet::frame_of(message(own, 700, static_cast<unsigned>(++sent))));
    REQUIRE(sent < 100);
  }
  driver.out(0x00, 0x21);
  driver.pass(duration::us(1600));
  driver.out(0x0A, 0);
  driver.out(0x0B, 0);
  driver.out(0x0D, 0x02);
  driver.out(0x00, 0x22);
  check_same(driver.take_frame(), message(own, 700, 1));
  driver.out(0x07, 0x10);
  driver.out(0x0D, 0x00);
  const auto rest = driver.take_frames();
  CHECK(rest.size() == sent - 2);  // the last one found no room
  driver.hear(ethernet::frame_of(message(own, 60)));
  CHECK(driver.take_frames().size() == 1);
}

}  // namespace trapline::devices
