#include <catch2/catch.hpp>

#include "tests/devices/dice.h"
#include "tests/devices/ne2000_bench.h"

namespace trapline::devices {
namespace {

using namespace ne2000_test;

TEST_CASE("ne2000: a received frame lies in the ring behind its header, check sequence and all") {
  bench b;
  b.start();
  const auto frame = ethernet::frame_of(message(own, 300));
  b.hear(frame);
  CHECK(b.in(0x07) == 0x01);
  CHECK(b.in(0x0C) == 0x01);
  CHECK(b.irq.high);
  CHECK(b.page_1(7) == 0x49);
  CHECK(b.memory(0x4700) == 0x01);
  CHECK(b.memory(0x4701) == 0x49);
  CHECK(b.memory(0x4702) == (318 & 0xFF));
  CHECK(b.memory(0x4703) == 318 >> 8);
  for (unsigned i = 0; i < 318; ++i) CHECK(b.memory(0x4704 + i) == std::to_integer<unsigned>(frame.bytes[i]));
}

TEST_CASE("ne2000: a frame that ends with a page takes no more") {
  bench b;
  b.start();
  b.hear(ethernet::frame_of(message(own, 256 - 4 - 4 - 14)));
  CHECK(b.page_1(7) == 0x48);
  b.hear(ethernet::frame_of(message(own, 256 - 4 - 4 - 13)));
  CHECK(b.page_1(7) == 0x4A);
}

TEST_CASE("ne2000: broadcasts, multicasts by their hash, and others' frames only if asked for") {
  const mac_address group{0x01, 0x00, 0x5E, 0x00, 0x00, 0x01}, stranger{0x02, 0, 0, 0, 0, 9};
  const auto hash = ethernet::crc_of(std::as_bytes(std::span{group})) >> 26;
  const auto heard = [&](unsigned rcr, const mac_address& to, bool hashed = true) {
    bench b;
    b.start(rcr);
    if (hashed) {
      b.out(0x00, 0x62);
      b.out(8 + hash / 8, 1U << hash % 8);
      b.out(0x00, 0x22);
    }
    b.hear(ethernet::frame_of(message(to, 50)));
    return b.in(0x0C);
  };
  CHECK(heard(0x00, own) == 0x01);
  CHECK(heard(0x00, stranger) == 0x00);
  CHECK(heard(0x10, stranger) == 0x01);
  CHECK(heard(0x00, broadcast_mac) == 0x00);
  CHECK(heard(0x04, broadcast_mac) == 0x21);
  CHECK(heard(0x00, group) == 0x00);
  CHECK(heard(0x08, group) == 0x21);
  CHECK(heard(0x08, group, false) == 0x00);
  CHECK(heard(0x10, group) == 0x00);
}

TEST_CASE("ne2000: the multicast hash is the top of the check register, as drivers compute it") {
  // Known values of Linux's ether_crc() >> 26 for the all-hosts and IPv6 all-nodes groups.
  const auto hash_of = [](const mac_address& a) {
    return ethernet::crc_of(std::as_bytes(std::span{a})) >> 26;
  };
  // Recomputed bit by bit.
  const auto slowly = [](const mac_address& a) {
    std::uint32_t crc = 0xFFFFFFFF;
    for (const std::uint8_t byte : a)
      for (unsigned bit = 0; bit < 8; ++bit) {
        const bool carry = ((crc >> 31) ^ (byte >> bit & 1U)) != 0;
        crc = crc << 1 ^ (carry ? 0x04C11DB7U : 0U);
      }
    return crc >> 26;
  };
  for (const mac_address& a : {mac_address{0x01, 0, 0x5E, 0, 0, 1}, mac_address{0x33, 0x33, 0, 0, 0, 1}, own})
    CHECK(hash_of(a) == slowly(a));
}

TEST_CASE("ne2000: runts are let pass only if accepted") {
  bench b;
  b.start();
  auto runt = message(own, 20);
  ethernet::append_fcs(runt);
  b.hear({runt, 0});
  CHECK(b.in(0x0C) == 0x00);
  b.start(0x02);
  b.hear({runt, 0});
  CHECK(b.in(0x0C) == 0x01);
  CHECK(b.memory(0x4702) == 38);
}

TEST_CASE("ne2000: broken frames are counted, told by RXE, and stored only if errors are saved") {
  bench b;
  b.start();
  auto broken = ethernet::frame_of(message(own, 100));
  broken.bytes[30] ^= std::byte{1};
  b.hear(broken);
  CHECK(b.in(0x07) == 0x04);
  CHECK(b.in(0x0C) == 0x02);
  CHECK(b.page_1(7) == 0x47);
  CHECK(b.in(0x0E) == 1);
  CHECK(b.in(0x0E) == 0);  // reading took it away
  broken.extra_bits = 3;
  b.hear(broken);
  CHECK(b.in(0x0C) == 0x06);
  CHECK(b.in(0x0D) == 1);
  CHECK(b.in(0x0E) == 0);
  b.start(0x01);
  b.hear(broken);
  CHECK(b.in(0x0C) == 0x06);
  CHECK(b.in(0x07) == 0x04);
  CHECK(b.page_1(7) == 0x48);
  CHECK(b.memory(0x4700) == 0x06);
  auto dribble = ethernet::frame_of(message(own, 100));
  dribble.extra_bits = 3;  // the check sequence was right at the last byte
  b.hear(dribble);
  CHECK(b.in(0x0C) == 0x01);
}

TEST_CASE("ne2000: a tally counts to 192 and asks for attention from 128 on") {
  bench b;
  b.start();
  auto broken = ethernet::frame_of(message(own, 100));
  broken.bytes[30] ^= std::byte{1};
  for (int i = 0; i < 127; ++i) b.hear(broken);
  CHECK((b.in(0x07) & 0x20) == 0);
  b.hear(broken);
  CHECK((b.in(0x07) & 0x20) != 0);
  for (int i = 0; i < 100; ++i) b.hear(broken);
  CHECK(b.in(0x0E) == 192);
}

TEST_CASE("ne2000: in monitor mode nothing is stored and everything is missed") {
  bench b;
  b.start(0x24);
  b.hear(ethernet::frame_of(message(own, 100)));
  CHECK(b.in(0x0C) == 0x50);
  CHECK(b.in(0x0F) == 1);
  CHECK(b.page_1(7) == 0x47);
  CHECK((b.in(0x07) & 0x01) == 0);
}

TEST_CASE("ne2000: a stopped card and one in loopback hear nothing") {
  bench b;
  b.start();
  b.out(0x0D, 0x02);
  b.hear(ethernet::frame_of(message(own, 100)));
  b.out(0x0D, 0x00);
  b.out(0x00, 0x21);
  b.hear(ethernet::frame_of(message(own, 100)));
  CHECK(b.state().controller.curr == 0x47);
  CHECK(b.state().controller.tallies[2] == 0);
}

TEST_CASE("ne2000: a frame that reaches the boundary is missed: overflow") {
  bench b;
  b.start();
  unsigned taken = 0;
  while ((b.in(0x07) & 0x10) == 0) {
    b.hear(ethernet::frame_of(message(own, 1000)));
    ++taken;
  }
  // 57 pages of 58 are free, a frame takes four.
  CHECK(taken == 15);
  CHECK(b.in(0x07) == 0x95);
  CHECK(b.in(0x0C) == 0x10);
  CHECK(b.in(0x0F) == 1);
  CHECK(b.page_1(7) == 0x7F);
  b.out(0x03, 0x4A);  // one is taken out
  CHECK((b.in(0x07) & 0x80) == 0);
  b.hear(ethernet::frame_of(message(own, 1000)));
  CHECK(b.page_1(7) == 0x49);  // it goes round the ring's end
  CHECK(b.memory(0x7F01) == 0x49);
}

TEST_CASE("ne2000: send packet reads what the boundary points at and moves it on") {
  bench b;
  b.start(0x04, 0x59);
  b.out(0x03, 0x47);
  b.out(0x00, 0x62);
  b.out(0x07, 0x47);
  b.out(0x00, 0x22);
  // The ring is empty, current page and boundary the same, as the data sheet sets it up.
  const auto frame = ethernet::frame_of(message(own, 300));
  b.hear(frame);
  b.out(0x07, 0xFF);
  b.out(0x00, 0x1A);
  CHECK(b.in(0x10, 2) == 0x4901);
  CHECK(b.in(0x10, 2) == 318);
  for (unsigned i = 0; i < 318 - 4; i += 2) {
    CHECK(b.in(0x07) == 0);
    const unsigned word = b.in(0x10, 2);
    CHECK((word & 0xFF) == std::to_integer<unsigned>(frame.bytes[i]));
  }
  CHECK(b.in(0x07) == 0x40);
  CHECK(b.in(0x03) == 0x49);
  b.out(0x0E, 0x49);
  b.out(0x00, 0x1A);  // without ARM the command does nothing
  CHECK(b.in(0x10, 2) == 0xFFFF);
}

TEST_CASE("ne2000: for a 68000 the bytes of a word are the other way round") {
  bench b;
  listener peer;
  b.wire.attach(peer);
  b.start(0x04, 0x4B);
  const auto frame = ethernet::frame_of(message(own, 100));
  b.hear(frame);
  CHECK(b.memory(0x4700) == 0x48);
  CHECK(b.memory(0x4701) == 0x01);
  CHECK(b.memory(0x4705) == own[0]);
  b.send(message(other, 50));
  b.pass(duration::ms(1));
  REQUIRE(peer.frames.size() == 1);
  CHECK(std::to_integer<unsigned>(peer.frames[0].bytes[0]) == other[1]);
  CHECK(std::to_integer<unsigned>(peer.frames[0].bytes[1]) == other[0]);
}

TEST_CASE("ne2000: a multicast of hash 62 holds the transmitter, one of 63 lets it go") {
  // Group addresses with these hashes are found by trying.
  const auto with_hash = [](unsigned wanted) {
    for (unsigned n = 0;; ++n) {
      const mac_address a{0x01, 0, 0, 0, static_cast<std::uint8_t>(n >> 8), static_cast<std::uint8_t>(n)};
      if (ethernet::crc_of(std::as_bytes(std::span{a})) >> 26 == wanted) return a;
    }
  };
  bench b;
  b.start(0x08);
  b.out(0x0D, 0x08);
  b.out(0x00, 0x62);
  for (unsigned i = 8; i < 16; ++i) b.out(i, 0xFF);
  b.out(0x00, 0x22);
  b.hear(ethernet::frame_of(message(with_hash(62), 50)));
  b.send(message(other, 50));
  b.pass(duration::ms(1));
  CHECK(b.in(0x00) == 0x26);
  b.hear(ethernet::frame_of(message(with_hash(63), 50)));
  b.pass(duration::ms(1));
  CHECK(b.in(0x00) == 0x22);
  CHECK(b.in(0x04) == 0x03);
}

TEST_CASE("ne2000: random accesses and frames of any size never break the card") {
  test::dice die{8390};
  bench b;
  listener peer;
  ethernet_medium& peers_end = b.wire.attach(peer);
  b.start();
  for (int i = 0; i < 300'000; ++i) {
    const unsigned width = 1U << die.below(2);
    if (die.one_in(2))
      b.in(die.below(0x1E), width);
    else
      b.out(die.below(0x20), die.below(0x10000), width);
    if (die.one_in(50)) b.out(0x00, 0x22 | die.below(4) << 3);
    if (die.one_in(200)) {
      ethernet_frame f{message(die.one_in(2) ? own : broadcast_mac, die.below(1600), i), die.below(8)};
      f.bytes.resize(die.below(static_cast<unsigned>(f.bytes.size()) + 1));
      if (die.one_in(2)) ethernet::append_fcs(f.bytes);
      if (die.one_in(2))
        b.hear(f);
      else
        peers_end.send(f, b.now);
    }
    if (die.one_in(20)) {
      b.pass(duration::us(die.below(200)));
      peer.frames.clear();
    }
    REQUIRE(b.card->next_event() > b.now);
  }
}

}  // namespace
}  // namespace trapline::devices
