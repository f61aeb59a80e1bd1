#include <catch2/catch.hpp>
#include <random>

#include "tests/devices/ns16550_bench.h"

namespace trapline::devices {
namespace {

using namespace ns16550_test;

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

TEST_CASE("ns16550: OUT2 gates the interrupt pin and nothing else") {
  bench b;
  b.out(4, 0x00);
  b.out(1, 0x02);
  CHECK_FALSE(b.irq.high);
  b.out(4, 0x08);
  CHECK(b.irq.high);
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

TEST_CASE("ns16550: a saved state goes on in another chip as it would have here") {
  bench a{3};
  bench b{7};
  a.out(2, 0x81);
  a.out(1, 0x0F);
  for (char c : {'h', 'e', 'l', 'l', 'o'}) a.out(0, static_cast<unsigned>(c));
  a.uart.receive('i', a.now);
  a.pass(baudout(2000));
  b.line.all = a.line.all;
  b.now = a.now;
  b.uart.restore_state(a.uart.save_state());
  CHECK(b.uart.next_event() == a.uart.next_event());
  CHECK(a.uart.irq().high());
  CHECK(b.uart.irq().high());
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

}  // namespace
}  // namespace trapline::devices
