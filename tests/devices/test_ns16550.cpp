#include <catch2/catch.hpp>
#include <random>
#include <string>

#include "models/devices/ns16550.h"

namespace {

using namespace trapline;
using devices::ns16550;

struct text : devices::text_sink {
  void put(char c) override { all += c; }
  std::string all;
};

struct probe : devices::line_sink {
  void set_level(bool level, instant at) override {
    high = level;
    if (level) ++rises;
    changed = at;
  }
  bool high = false;
  int rises = 0;
  instant changed;
};

/// A UART on a clock that the test moves by hand.
struct bench {
  explicit bench(unsigned divisor = 1, unsigned lcr = 0x03) {
    uart.irq().connect(irq);
    out(3, 0x80 | lcr);
    out(0, divisor & 0xFF);
    out(1, divisor >> 8);
    out(3, lcr);
    out(4, 0x08);
  }
  unsigned in(unsigned reg) { return uart.read(reg, 1, now); }
  void out(unsigned reg, unsigned v) { uart.write(reg, 1, v, now); }
  /// Lets time pass as a host does: from event to event.
  void pass(duration d) {
    const instant end = now + d;
    while (uart.next_event() <= end) {
      now = uart.next_event();
      uart.advance_to(now);
    }
    now = end;
    uart.advance_to(now);
  }
  text line;
  ns16550 uart{&line};
  probe irq;
  instant now = instant::at_ps(1'000'000);
};

/// n periods of BAUDOUT at divisor 1.
duration baudout(std::uint64_t n) { return ns16550::crystal.span(cycles{n}); }

}  // namespace

TEST_CASE("ns16550: registers after power-on and after reset") {
  ns16550 uart;
  const instant t;
  CHECK(uart.read(1, 1, t) == 0x00);
  CHECK(uart.read(2, 1, t) == 0x01);
  CHECK(uart.read(3, 1, t) == 0x00);
  CHECK(uart.read(4, 1, t) == 0x00);
  CHECK(uart.read(5, 1, t) == 0x60);
  CHECK(uart.read(6, 1, t) == 0xB0);
  uart.write(7, 1, 0x5A, t);
  uart.write(4, 1, 0xFF, t);
  uart.write(1, 1, 0xFF, t);
  CHECK(uart.read(4, 1, t) == 0x1F);
  CHECK(uart.read(1, 1, t) == 0x0F);
  uart.reset(t);
  CHECK(uart.read(1, 1, t) == 0x00);
  CHECK(uart.read(4, 1, t) == 0x00);
  CHECK(uart.read(5, 1, t) == 0x60);
  CHECK(uart.read(7, 1, t) == 0x5A);  // the scratch register outlives a reset
}

TEST_CASE("ns16550: DLAB shows the divisor instead of data and IER") {
  bench b{0x1234};
  b.out(1, 0x05);
  b.out(3, 0x83);
  CHECK(b.in(0) == 0x34);
  CHECK(b.in(1) == 0x12);
  b.out(3, 0x03);
  CHECK(b.in(1) == 0x05);
}

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

TEST_CASE("ns16550: ETBEI raises the transmitter interrupt while the holding register is empty") {
  bench b;
  CHECK(b.in(2) == 0x01);
  b.out(1, 0x02);
  CHECK(b.irq.high);
  CHECK(b.in(2) == 0x02);
  CHECK_FALSE(b.irq.high);  // reading IIR cleared it
  CHECK(b.in(2) == 0x01);
  b.out(1, 0x00);
  b.out(1, 0x02);
  CHECK(b.irq.high);
  b.out(0, 'q');  // so does writing THR
  CHECK_FALSE(b.irq.high);
  b.pass(baudout(18));
  CHECK(b.irq.high);
}

TEST_CASE("ns16550: reading IIR clears the transmitter interrupt only when IIR shows it") {
  bench b;
  b.out(1, 0x03);
  b.uart.receive('r', b.now);
  CHECK(b.in(2) == 0x04);
  CHECK(b.in(0) == 'r');
  CHECK(b.in(2) == 0x02);
  CHECK(b.in(2) == 0x01);
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

TEST_CASE("ns16550: OUT2 gates the interrupt pin and nothing else") {
  bench b;
  b.out(4, 0x00);
  b.out(1, 0x02);
  CHECK_FALSE(b.irq.high);
  b.out(4, 0x08);
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

TEST_CASE("ns16550: enabling, disabling and resetting FIFOs empties them") {
  bench b;
  b.out(2, 0xC1);
  CHECK(b.in(2) == 0xC1);
  b.uart.receive('a', b.now);
  b.out(2, 0xC3);
  CHECK(b.in(5) == 0x60);
  b.out(0, 'x');
  b.out(0, 'y');
  b.out(2, 0xC5);
  CHECK(b.in(5) == 0x60);
  b.uart.receive('a', b.now);
  b.out(2, 0x00);
  CHECK(b.in(5) == 0x60);
  CHECK(b.in(2) == 0x01);
  b.out(2, 0xC6);  // without bit 0 nothing is taken
  CHECK(b.in(2) == 0x01);
  b.pass(duration::ms(1));
  CHECK(b.line.all.empty());
}

TEST_CASE("ns16550: modem inputs leave deltas; RI only on its trailing edge") {
  bench b;
  b.out(1, 0x08);
  CHECK(b.in(6) == 0xB0);
  b.uart.set_modem_lines({true, true, true, true}, b.now);
  CHECK_FALSE(b.irq.high);
  CHECK(b.in(6) == 0xF0);
  b.uart.set_modem_lines({false, true, false, true}, b.now);
  CHECK(b.irq.high);
  CHECK(b.in(2) == 0x00);
  CHECK(b.in(6) == 0xA5);
  CHECK(b.in(6) == 0xA0);
  CHECK(b.in(2) == 0x01);
  b.uart.set_modem_lines({false, false, false, false}, b.now);
  CHECK(b.in(6) == 0x0A);
}

TEST_CASE("ns16550: interrupts come in the order line status, data, transmitter, modem") {
  bench b;
  b.out(1, 0x0F);
  b.uart.receive('a', b.now, ns16550::framing_error);
  b.uart.set_modem_lines({false, false, false, false}, b.now);
  CHECK(b.in(2) == 0x06);
  CHECK(b.in(5) == 0x69);
  CHECK(b.in(2) == 0x04);
  b.in(0);
  CHECK(b.in(2) == 0x02);
  CHECK(b.in(2) == 0x00);
  CHECK(b.in(6) == 0x0B);
  CHECK(b.in(2) == 0x01);
}

TEST_CASE("ns16550: in loopback the transmitter feeds the receiver and MCR feeds MSR") {
  bench b;
  b.out(4, 0x1A);
  CHECK((b.in(6) & 0xF0) == 0x90);  // RTS to CTS, OUT2 to DCD
  CHECK_FALSE(b.uart.rts());
  b.out(4, 0x15);
  CHECK((b.in(6) & 0xF0) == 0x60);  // DTR to DSR, OUT1 to RI
  b.uart.receive('!', b.now);       // SIN is disconnected
  CHECK(b.in(5) == 0x60);
  b.out(0, 0xA5);
  b.pass(duration::ms(1));
  CHECK(b.in(5) == 0x61);
  CHECK(b.in(0) == 0xA5);
  CHECK(b.line.all.empty());
  b.out(4, 0x08);
  CHECK((b.in(6) & 0xF0) == 0xB0);
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

TEST_CASE("ns16550: a saved state goes on in another chip as it would have here") {
  bench a{3};
  bench b{7};
  a.out(2, 0x81);
  a.out(1, 0x0F);
  for (char c : {'h', 'e', 'l', 'l', 'o'}) a.out(0, static_cast<unsigned>(c));
  a.uart.receive('i', a.now);
  a.pass(baudout(700));
  b.line.all = a.line.all;
  b.now = a.now;
  b.uart.restore_state(a.uart.save_state());
  CHECK(b.uart.next_event() == a.uart.next_event());
  for (int i = 0; i < 400; ++i) {
    a.pass(baudout(11));
    b.pass(baudout(11));
    const unsigned reg = static_cast<unsigned>(i) % 7;
    CHECK(a.in(reg) == b.in(reg));
    CHECK(a.uart.irq().high() == b.uart.irq().high());
  }
  CHECK(a.line.all == "hello");
  CHECK(b.line.all == "hello");
  CHECK_THROWS_AS(b.uart.restore_state(std::vector<std::byte>(3)), std::invalid_argument);
}

TEST_CASE("ns16550: random accesses never break the chip, and its interrupt changes at its events") {
  std::mt19937 random{16550};
  bench b;
  for (int i = 0; i < 300'000; ++i) {
    b.now = b.now + duration::ns(random() % 40'000);
    const bool before = b.irq.high;
    const instant promised = b.uart.next_event();
    b.irq.changed = instant{};
    b.uart.advance_to(b.now);
    if (b.irq.high != before) CHECK(b.irq.changed >= promised);
    switch (random() % 4) {
      case 0:
        b.in(random() % 8);
        break;
      case 1:
        b.out(random() % 8, random() % 256);
        break;
      case 2:
        b.uart.receive(static_cast<std::uint8_t>(random()), b.now, random() % 4 == 0 ? 0x1C : 0);
        break;
      default:
        b.uart.set_modem_lines({random() % 2 != 0, true, random() % 2 != 0, true}, b.now);
    }
    REQUIRE(b.uart.next_event() > b.now);
    REQUIRE(b.uart.state().rx_count <= 16);
    REQUIRE(b.uart.state().tx_count <= 16);
  }
}
