#include <catch2/catch.hpp>

#include "tests/devices/dice.h"
#include "tests/devices/ne2000_bench.h"

namespace trapline::devices {
namespace {

using namespace ne2000_test;

TEST_CASE("ne2000: after power-on and after a read of the reset port it is stopped, with RST alone") {
  bench b;
  CHECK(b.in(0x00) == 0x21);
  CHECK(b.in(0x07) == 0x80);
  b.start();
  CHECK(b.in(0x00) == 0x22);
  CHECK(b.in(0x07) == 0x00);
  b.in(0x1F);
  CHECK(b.in(0x00) == 0x21);
  CHECK(b.in(0x07) == 0x80);
  b.out(0x07, 0xFF);  // RST is not taken away by a write
  CHECK(b.in(0x07) == 0x80);
}

TEST_CASE("ne2000: the PROM shows the address twice and that the slot has 16 bits") {
  bench b;
  b.start(0x04, 0x48);
  const auto prom = b.read_memory(0, 32);
  for (unsigned i = 0; i < 6; ++i) {
    CHECK(prom[2 * i] == own[i]);
    CHECK(prom[2 * i + 1] == own[i]);
  }
  CHECK(prom[28] == 0x57);
  CHECK(prom[31] == 0x57);
  CHECK(b.in(0x10, 1) == 0xFF);  // no transfer is set up any more
}

TEST_CASE("ne2000: a driver that looks for the card reads the PROM byte by byte before it sets up a ring") {
  bench b;
  b.out(0x0E, 0x48);
  const auto prom = b.read_memory(0, 32);
  for (unsigned i = 0; i < 12; ++i) CHECK(prom[i] == own[i / 2]);
}

TEST_CASE("ne2000: the registers that can be read back are on pages 1 and 2") {
  bench b;
  b.start(0x1F, 0x59);
  b.out(0x0D, 0x06);
  b.out(0x00, 0xA2);
  CHECK(b.in(0x01) == 0x46);
  CHECK(b.in(0x02) == 0x80);
  CHECK(b.in(0x04) == 0x40);
  CHECK(b.in(0x0C) == 0xDF);
  CHECK(b.in(0x0D) == 0xE6);
  CHECK(b.in(0x0E) == 0xD9);
  CHECK(b.in(0x0F) == 0xFF);
  b.out(0x03, 0x55);
  CHECK(b.in(0x03) == 0x55);
  b.out(0x00, 0x62);
  for (unsigned i = 0; i < 8; ++i) b.out(8 + i, 0x10 + i);
  for (unsigned i = 0; i < 8; ++i) CHECK(b.in(8 + i) == 0x10 + i);
  for (unsigned i = 0; i < 6; ++i) CHECK(b.in(1 + i) == own[i]);
  b.out(0x00, 0xE2);
  CHECK(b.in(0x05) == 0xFF);
}

TEST_CASE("ne2000: remote writes and reads move words or bytes and end with RDC") {
  bench b;
  b.start();
  const auto bytes = message(own, 100);
  b.write_memory(0x5000, bytes);
  CHECK(b.in(0x07) == 0x40);
  CHECK(b.irq.high);
  b.out(0x07, 0x40);
  CHECK_FALSE(b.irq.high);
  const auto back = b.read_memory(0x5000, 114);
  for (unsigned i = 0; i < 114; ++i) CHECK(back[i] == std::to_integer<unsigned>(bytes[i]));
  b.out(0x0E, 0x48);
  b.remote(0x5001, 2, 0x0A);
  CHECK(b.in(0x10) == back[1]);
  CHECK(b.in(0x08) == 0x02);
  CHECK(b.in(0x09) == 0x50);
  CHECK(b.in(0x13) == back[2]);
}

TEST_CASE("ne2000: memory that is not there reads all ones") {
  bench b;
  b.start();
  b.write_memory(0x8000, message(own, 2));
  b.write_memory(0x0000, message(own, 2));
  CHECK(b.read_memory(0x8000, 2) == std::vector<unsigned>{0xFF, 0xFF});
  CHECK(b.read_memory(0x3FFE, 4)[1] == 0xFF);
  CHECK(b.read_memory(0x0000, 2)[0] == own[0]);
}

TEST_CASE("ne2000: a remote read goes round the receive ring") {
  bench b;
  b.start();
  b.write_memory(0x4600, message(own, 2, 0x21));
  const auto last = message(other, 0);
  b.write_memory(0x7FFC, std::span{last}.first(4));
  const auto all = b.read_memory(0x7FFC, 8);
  CHECK(all[0] == other[0]);
  CHECK(all[4] == own[0]);
  CHECK(all[5] == own[1]);
}

TEST_CASE("ne2000: a frame takes its time on the cable, gets a check sequence and ends with PTX") {
  bench b;
  listener peer;
  b.wire.attach(peer);
  b.start();
  b.send(message(other, 50));
  const instant began = b.now;
  CHECK(b.in(0x00) == 0x26);
  b.out(0x07, 0x40);
  b.pass(duration::ns(800) * (8 + 64 + 4) - duration::ps(1));
  CHECK(b.in(0x00) == 0x26);
  CHECK(peer.frames.empty());
  b.pass(duration::ps(1));
  CHECK(b.in(0x00) == 0x22);
  CHECK(b.in(0x04) == 0x03);
  CHECK(b.in(0x05) == 0x00);
  CHECK(b.in(0x07) == 0x02);
  CHECK(b.irq.high);
  REQUIRE(peer.frames.size() == 1);
  CHECK(peer.last == began + duration::ns(60'800));
  CHECK(peer.frames[0] == ethernet::frame_of(message(other, 50)));
}

TEST_CASE("ne2000: it waits for the gap after its own frame and after others'") {
  bench b;
  listener peer;
  ethernet_medium& peers_end = b.wire.attach(peer);
  b.start();
  peers_end.send(ethernet::frame_of(message(broadcast_mac, 46)), b.now);
  b.send(message(other, 46));
  const instant began = b.now;
  b.pass(duration::ms(1));
  CHECK(b.in(0x04) == 0x01);  // deferred
  REQUIRE(peer.frames.size() == 1);
  CHECK(peer.last == began + duration::ns(800 * 72 + 9600 + 800 * 72));
  CHECK(b.page_1(7) == 0x48);  // and it has heard the other one meanwhile
}

TEST_CASE("ne2000: without a cable the carrier is lost") {
  ne2000 card{own};
  instant now;
  const auto out = [&](unsigned reg, unsigned v) { card.write(reg, 1, v, now); };
  out(0x00, 0x22);
  out(0x05, 60);
  out(0x00, 0x26);
  CHECK(card.next_event() == now + duration::ns(800) * (8 + 64));
  now = card.next_event();
  card.advance_to(now);
  CHECK(card.read(0x04, 1, now) == 0x13);
  CHECK((card.read(0x07, 1, now) & 0x02) != 0);
}

TEST_CASE("ne2000: a stop lets the frame on the cable go to its end") {
  bench b;
  b.start();
  b.send(message(other, 100));
  b.out(0x00, 0x21);
  CHECK((b.in(0x07) & 0x80) == 0);
  b.pass(duration::ms(1));
  CHECK(b.in(0x07) == 0xC2);
  CHECK(b.in(0x00) == 0x21);
}

TEST_CASE("ne2000: loopback as the data sheet's tables have it") {
  struct row {
    unsigned tcr, tsr;
  };
  for (const row& r : {row{0x02, 0x53}, row{0x04, 0x43}, row{0x06, 0x03}}) {
    bench b;
    b.start(0x1F, 0x40);
    b.out(0x0D, r.tcr);
    b.out(0x0E, 0x41);
    b.write_memory(0x4000, message(own, 46));
    b.out(0x0E, 0x40);
    b.out(0x07, 0xFF);
    b.out(0x05, 60);
    b.out(0x06, 0);
    b.out(0x00, 0x26);
    b.pass(duration::ms(1));
    CHECK(b.in(0x04) == r.tsr);
    CHECK(b.in(0x0C) == 0x02);
    CHECK(b.in(0x07) == 0x02);
    // 64 bytes go round: the number stands in the first three places, the check sequence in the last four.
    const auto whole = ethernet::frame_of(message(own, 46)).bytes;
    const unsigned fifo[] = {64, 0, 0};
    for (const unsigned v : fifo) CHECK(b.in(0x06) == v);
    for (unsigned i = 59; i < 64; ++i) CHECK(b.in(0x06) == std::to_integer<unsigned>(whole[i]));
  }
}

TEST_CASE("ne2000: in loopback a check sequence of the host's is checked, and addresses are") {
  bench b;
  b.start(0x00, 0x40);
  const auto whole = ethernet::frame_of(message(own, 46)).bytes;
  b.out(0x0E, 0x41);
  b.write_memory(0x4000, whole);
  b.out(0x0E, 0x40);
  b.out(0x0D, 0x03);
  b.out(0x05, 64);
  b.out(0x06, 0);
  b.out(0x00, 0x26);
  b.pass(duration::ms(1));
  CHECK(b.in(0x0C) == 0x01);
  b.out(0x05, 63);
  b.out(0x00, 0x26);
  b.pass(duration::ms(1));
  CHECK(b.in(0x0C) == 0x02);
  b.out(0x00, 0x62);
  b.out(0x01, 0x54);
  b.out(0x00, 0x26);
  b.pass(duration::ms(1));
  CHECK(b.in(0x0C) == 0x00);
}

TEST_CASE("ne2000: of words one half goes round in loopback, BOS says which") {
  for (const bool upper : {false, true}) {
    bench b;
    b.start(0x10, 0x41);
    std::vector<std::byte> words;
    for (const std::byte byte : message(own, 46)) {
      words.push_back(upper ? std::byte{0xEE} : byte);
      words.push_back(upper ? byte : std::byte{0xEE});
    }
    b.write_memory(0x4000, words);
    b.out(0x0E, upper ? 0x43 : 0x41);
    b.out(0x0D, 0x02);
    b.out(0x05, 120);
    b.out(0x06, 0);
    b.out(0x00, 0x26);
    b.pass(duration::ms(1));
    for (int i = 0; i < 4; ++i) b.in(0x06);
    const auto whole = ethernet::frame_of(message(own, 46)).bytes;
    for (unsigned i = 60; i < 64; ++i) CHECK(b.in(0x06) == std::to_integer<unsigned>(whole[i]));
  }
}

TEST_CASE(
    "ne2000: a saved state goes on in another card, in the middle of a transmission and of a remote read") {
  bench a, b;
  a.start();
  a.hear(ethernet::frame_of(message(own, 300)));
  a.send(message(other, 200));
  a.remote(0x4700, 100, 0x0A);
  a.in(0x10, 2);
  b.card->restore_state(a.card->save_state());
  b.now = a.now;
  CHECK(b.card->irq().high());
  CHECK(b.card->next_event() == a.card->next_event());
  for (int i = 0; i < 60; ++i) CHECK(a.in(0x10, 2) == b.in(0x10, 2));
  a.pass(duration::ms(1));
  b.pass(duration::ms(1));
  for (unsigned reg = 0; reg < 0x10; ++reg) CHECK(a.in(reg) == b.in(reg));
}

TEST_CASE("ne2000: on a cable that takes no time a frame is sent within the command") {
  struct immediate final : ethernet_medium {
    sending send(const ethernet_frame& f, instant) override {
      frames.push_back(f);
      return {};
    }
    std::vector<ethernet_frame> frames;
  };
  bench b;
  immediate cable;
  b.card->connect(cable);
  b.start();
  b.send(message(other, 100));
  REQUIRE(cable.frames.size() == 1);
  CHECK(b.in(0x00) == 0x22);
  CHECK((b.in(0x07) & 0x0A) == 0x02);
  CHECK(b.irq.high);
  CHECK(b.card->next_event() == instant::never());
}

TEST_CASE("ne2000: it counts what it sent, took, and had no room for, for as long as it is there") {
  bench b;
  b.start();
  b.send(message(other, 100));
  b.pass(duration::ms(2));
  const ethernet_frame large = ethernet::frame_of(message(own, 1000));
  for (int i = 0; i < 20; ++i) b.hear(large);
  b.in(0x1F);
  const ethernet_counters& c = b.card->counters();
  CHECK(c.sent == 1);
  // 58 pages, of which one stays free: 14 frames of four.
  CHECK(c.received == 14);
  CHECK(c.missed == 6);
}

}  // namespace
}  // namespace trapline::devices
