#include <catch2/catch.hpp>
#include <string>

#include "tests/devices/ns16550_bench.h"

namespace trapline::devices {
namespace {

using namespace ns16550_test;

TEST_CASE("ns16550: a character takes its bits' time at the programmed rate") {
  CHECK(bench{1, 0x03}.uart.character_time() == baudout(160));    // 8N1
  CHECK(bench{12, 0x03}.uart.character_time() == baudout(1920));  // at 9600 baud
  CHECK(bench{1, 0x1F}.uart.character_time() == baudout(192));    // 8E2
  CHECK(bench{1, 0x04}.uart.character_time() == baudout(120));    // 5N1.5
  CHECK(bench{0, 0x03}.uart.character_time() == baudout(160 * 65536));
}

TEST_CASE("ns16550: a written character reaches the far end when its last stop bit has been sent") {
  bench b;
  const instant start = ns16550::crystal.edge(ns16550::crystal.edge_not_before(b.now));
  b.out(0, 'x');
  CHECK(b.in(5) == 0x00);
  b.pass(start + baudout(16) - b.now);
  CHECK(b.in(5) == 0x20);  // in the shift register
  b.pass(baudout(160) - duration::ns(10));
  CHECK(b.line.all.empty());
  b.pass(duration::ns(10) + duration::ps(1));
  CHECK(b.line.all == "x");
  CHECK(b.in(5) == 0x60);
  CHECK(b.uart.next_event() == instant::never());
}

TEST_CASE("ns16550: the word length cuts what is sent") {
  bench b{1, 0x01};  // six bits
  b.out(0, 0xFF);
  b.pass(duration::ms(1));
  CHECK(b.line.all == "\x3F");
}

TEST_CASE("ns16550: with the reset value of the line control register the far end gets whole bytes") {
  bench b{1, 0x00};
  b.out(0, 'T');
  b.pass(duration::ms(1));
  CHECK(b.line.all == "T");
}

TEST_CASE("ns16550: without FIFOs a second write overwrites the holding register") {
  bench b;
  b.out(0, 'a');
  b.out(0, 'b');
  b.pass(baudout(20));
  b.out(0, 'c');
  b.pass(duration::ms(1));
  CHECK(b.line.all == "bc");
}

TEST_CASE("ns16550: the transmit FIFO holds sixteen and sends them back to back") {
  bench b;
  b.out(2, 0x01);
  for (char c = 'A'; c < 'A' + 18; ++c) b.out(0, static_cast<unsigned>(c));
  const instant start = ns16550::crystal.edge(ns16550::crystal.edge_not_before(b.now));
  b.pass(start + baudout(16 + 16 * 160) - b.now - duration::ps(2));
  CHECK(b.line.all == "ABCDEFGHIJKLMNO");
  b.pass(duration::ps(3));
  CHECK(b.line.all == "ABCDEFGHIJKLMNOP");
  CHECK(b.in(5) == 0x60);
}

TEST_CASE("ns16550: a lone character delays the empty indication by a character less its stop bit") {
  bench b;
  b.out(2, 0x01);
  b.out(1, 0x02);
  b.in(2);
  b.out(0, '1');  // the first after FCR changed is immediate
  b.pass(baudout(17));
  CHECK(b.irq.high);
  b.in(2);
  b.pass(duration::ms(1));
  const instant start = ns16550::crystal.edge(ns16550::crystal.edge_not_before(b.now));
  b.out(0, '2');
  b.pass(start + baudout(16 + 144) - b.now - duration::ps(2));
  CHECK(b.in(5) == 0x20);
  CHECK_FALSE(b.irq.high);
  b.pass(duration::ps(3));
  CHECK(b.irq.high);
  b.in(2);
  b.pass(duration::ms(1));
  b.out(0, '3');
  b.out(0, '4');  // two together: not delayed
  b.pass(baudout(16 + 161));
  CHECK(b.irq.high);
}

TEST_CASE("ns16550: received data is a data interrupt, not a line status interrupt") {
  bench b;
  b.out(1, 0x05);
  b.uart.receive('z', b.now);
  CHECK(b.in(5) == 0x61);
  CHECK(b.in(2) == 0x04);
  CHECK(b.in(0) == 'z');
  CHECK(b.in(5) == 0x60);
  CHECK_FALSE(b.irq.high);
  CHECK(b.in(0) == 'z');  // an empty receiver shows the last character again
}

TEST_CASE("ns16550: an overrun without FIFOs keeps the new character, and LSR tells once") {
  bench b;
  b.out(1, 0x05);
  b.uart.receive('a', b.now);
  b.uart.receive('b', b.now);
  CHECK(b.in(2) == 0x06);
  CHECK(b.in(5) == 0x63);
  CHECK(b.in(5) == 0x61);
  CHECK(b.in(0) == 'b');
}

TEST_CASE("ns16550: an overrun with FIFOs keeps the sixteen old characters") {
  bench b;
  b.out(2, 0x01);
  for (char c = 'A'; c <= 'Q'; ++c) b.uart.receive(static_cast<std::uint8_t>(c), b.now);
  CHECK(b.in(5) == 0x63);
  std::string got;
  while ((b.in(5) & 1) != 0) got += static_cast<char>(b.in(0));
  CHECK(got == "ABCDEFGHIJKLMNOP");
}

TEST_CASE("ns16550: the trigger level raises the data interrupt and falling below it drops it") {
  bench b;
  const unsigned levels[] = {1, 4, 8, 14};
  for (unsigned select = 0; select < 4; ++select) {
    b.out(2, select << 6 | 0x03);
    b.out(1, 0x01);
    for (unsigned i = 1; i <= levels[select]; ++i) {
      CHECK(b.in(2) == 0xC1);
      b.uart.receive('.', b.now);
    }
    CHECK(b.in(2) == 0xC4);
    b.in(0);
    CHECK(b.in(2) == 0xC1);
  }
}

TEST_CASE("ns16550: characters below the trigger time out after four character times") {
  bench b;
  b.out(2, 0xC1);
  b.out(1, 0x01);
  b.uart.receive('1', b.now);
  b.pass(baudout(600));
  b.uart.receive('2', b.now);  // starts the time again
  b.pass(baudout(640) - duration::ps(1));
  CHECK(b.in(2) == 0xC1);
  b.pass(duration::ps(1));
  CHECK(b.irq.high);
  CHECK(b.in(2) == 0xCC);
  CHECK(b.in(2) == 0xCC);  // only reading a character clears it
  CHECK(b.in(0) == '1');
  CHECK(b.in(2) == 0xC1);
  b.pass(baudout(640));
  CHECK(b.in(2) == 0xCC);
  b.in(0);
  b.pass(duration::s(1));
  CHECK(b.in(2) == 0xC1);
}

TEST_CASE("ns16550: an error shows when its character is at the top, LSR bit 7 as long as it is inside") {
  bench b;
  b.out(2, 0x01);
  b.out(1, 0x04);
  b.uart.receive('g', b.now);
  b.uart.receive('p', b.now, ns16550::parity_error);
  CHECK(b.in(5) == 0xE1);
  CHECK_FALSE(b.irq.high);
  CHECK(b.in(0) == 'g');
  CHECK(b.irq.high);
  CHECK(b.in(2) == 0xC6);
  CHECK(b.in(5) == 0xE5);
  CHECK(b.in(5) == 0x61);
  CHECK(b.in(2) == 0xC1);
}

TEST_CASE("ns16550: a break hides what is sent, and in loopback is received after a character time") {
  bench b;
  b.out(3, 0x43);
  CHECK(b.uart.sending_break());
  b.out(0, 'x');
  b.pass(duration::ms(1));
  CHECK(b.line.all.empty());
  b.out(3, 0x03);
  b.out(4, 0x18);
  b.out(3, 0x43);
  b.pass(baudout(160) - duration::ps(1));
  CHECK(b.in(5) == 0x60);
  b.pass(duration::ps(2));
  CHECK(b.in(5) == 0x79);
  CHECK(b.in(0) == 0x00);
  b.pass(duration::ms(5));
  CHECK(b.in(5) == 0x60);  // one character for one break, however long
}

}  // namespace
}  // namespace trapline::devices
