#include <catch2/catch.hpp>
#include <random>

#include "models/devices/keyboard/ps2_typing.h"
#include "tests/devices/i8042_bench.h"

namespace trapline::devices {
namespace {

using namespace i8042_test;

TEST_CASE("i8042: the self-test and interface tests answer and set the system flag") {
  bench b;
  CHECK(b.status() == 0x10);
  CHECK(b.ask(0xAA) == 0x55);
  CHECK(b.status() == 0x1C);
  CHECK(b.ask(0xAB) == 0x00);
  CHECK(b.ask(0xA9) == 0x00);
  CHECK(b.ask(0xA4) == 0xF1);
  b.data(0xEE);
  CHECK((b.status() & 0x08) == 0);  // the last write was data
}

TEST_CASE("i8042: the input buffer stays full until the controller has dealt with it") {
  bench b;
  b.kbc.write(4, 1, 0xAA, b.now);
  CHECK(b.status() == 0x1A);
  b.pass(i8042::processing_time - duration::ps(1));
  CHECK(b.status() == 0x1A);
  b.pass(duration::ps(1));
  CHECK(b.status() == 0x1D);
}

TEST_CASE("i8042: the RAM is written and read byte by byte, the command byte first") {
  bench b;
  for (unsigned i = 0; i < 32; ++i) {
    b.command(0x60 + i);
    b.data(0x30 + i);
  }
  for (unsigned i = 0; i < 32; ++i) CHECK(b.ask(0x20 + i) == 0x30 + i);
}

TEST_CASE("i8042: ports are disabled and enabled by commands, and seen in command byte and test inputs") {
  bench b;
  b.set_mode(0x00);
  CHECK(b.ask(0xE0) == 0x03);
  b.command(0xAD);
  CHECK(b.ask(0x20) == 0x10);
  b.command(0xA7);
  CHECK(b.ask(0x20) == 0x30);
  CHECK(b.ask(0xE0) == 0x00);
  b.command(0xAE);
  CHECK(b.ask(0x20) == 0x20);
  b.command(0xA8);
  CHECK(b.ask(0x20) == 0x00);
}

TEST_CASE("i8042: D2 and D3 put a byte into the output buffer as either device would") {
  bench b;
  b.set_mode(0x03);
  b.command(0xD2);
  b.data(0x12);
  CHECK(b.irq1.high);
  CHECK(b.status() == 0x11);
  CHECK(b.in() == 0x12);
  b.command(0xD3);
  b.data(0x34);
  CHECK(b.irq12.high);
  CHECK(b.status() == 0x31);
  CHECK(b.in() == 0x34);
}

TEST_CASE("i8042: an answer waits until the output buffer is read") {
  bench b;
  b.set_mode(0x00);
  b.kbc.press({key::b, true}, b.now);
  b.pass(duration::ms(2));
  b.command(0x20);
  CHECK(b.in(duration{}) == 0x32);
  CHECK(b.in(duration::us(20)) == 0x00);
}

TEST_CASE("i8042: A20 by the output port and by its own commands") {
  bench b;
  CHECK(b.a20.high);
  CHECK(b.ask(0xD0) == 0xCF);
  b.command(0xD1);
  b.data(0xDD);
  CHECK_FALSE(b.a20.high);
  CHECK((b.ask(0xD0) & 0x02) == 0);
  b.command(0xDF);
  CHECK(b.a20.high);
  b.command(0xDD);
  CHECK_FALSE(b.a20.high);
  CHECK(b.ask(0xAA) == 0x55);
  CHECK(b.a20.high);
}

TEST_CASE("i8042: bit 1 of the output port follows the gate, whoever set it") {
  bench b;
  b.kbc.a20_gate().set_level(false, b.now);
  CHECK_FALSE(b.a20.high);
  CHECK((b.ask(0xD0) & 0x02) == 0);
  b.command(0xD1);
  b.data(0xDF);
  CHECK(b.a20.high);
}

TEST_CASE("i8042: the output port shows the interrupt lines") {
  bench b;
  b.set_mode(0x01);
  b.kbc.press({key::b, true}, b.now);
  b.pass(duration::ms(2));
  b.command(0xD0);
  CHECK(b.in() == 0x32);
  CHECK(b.in() == 0xDF);
}

TEST_CASE("i8042: FEh pulses the processor's reset for 6 us; FDh pulses A20") {
  bench b;
  b.command(0xFE);
  CHECK(b.reset.high);
  b.pass(duration::us(6));
  CHECK_FALSE(b.reset.high);
  CHECK(b.reset.rises == 1);
  b.command(0xFF);
  CHECK(b.reset.rises == 1);
  b.command(0xFD);
  CHECK_FALSE(b.a20.high);
  b.pass(duration::us(6));
  CHECK(b.a20.high);
  b.command(0xD1);
  b.data(0xCE);
  CHECK(b.reset.rises == 2);
  b.pass(duration::us(6));
  CHECK_FALSE(b.reset.high);
  CHECK((b.ask(0xD0) & 0x01) == 0x01);
}

TEST_CASE("i8042: reset closes both ports and leaves the devices alone") {
  bench b;
  b.set_mode(0x03);
  b.data(0xED);
  CHECK(b.in() == 0xFA);
  b.data(0x02);
  CHECK(b.in() == 0xFA);
  b.kbc.reset(b.now);
  CHECK(b.ask(0x20) == 0x30);
  CHECK(b.kbc.leds() == 2);
  b.kbc.set_up_as_firmware_does(b.now);
  CHECK(b.ask(0x20) == 0x65);
}

TEST_CASE("i8042: registers that are not there read all ones") {
  bench b;
  for (unsigned reg : {1U, 2U, 3U, 5U, 77U}) {
    b.kbc.write(reg, 1, 0xFE, b.now);
    CHECK(b.kbc.read(reg, 1, b.now) == 0xFF);
  }
  b.pass(duration::ms(1));
  CHECK(b.reset.rises == 0);
}

TEST_CASE("i8042: a saved state goes on in another controller as it would have here") {
  bench a;
  bench b;
  a.set_mode(0x43);
  a.command(0xD4);
  a.data(0xF4);
  CHECK(a.in() == 0xFA);
  for (const timed_key& k : typing("Hi", a.now, duration::ms(4))) {
    a.pass(k.at - a.now);
    a.kbc.press(k.event, a.now);
  }
  a.kbc.move_mouse(3, 4, 0, a.now);
  b.now = a.now;
  b.kbc.restore_state(a.kbc.save_state());
  CHECK(b.kbc.next_event() == a.kbc.next_event());
  CHECK(a.irq1.high);
  CHECK(b.kbc.irq1().high());
  const bytes here = a.all();
  CHECK(here == b.all());
  CHECK(here == bytes{0x2A, 0x23, 0xA3, 0xAA, 0x17, 0x97, 0x08, 0x03, 0x04});
  CHECK(a.now == b.now);
}

TEST_CASE("i8042: random accesses and keys never break the controller") {
  std::mt19937 random{8042};
  bench b;
  for (int i = 0; i < 200'000; ++i) {
    b.now = b.now + duration::ns(random() % 400'000);
    switch (random() % 8) {
      case 0:
      case 1:
        b.kbc.read(static_cast<unsigned>(random() % 6), 1, b.now);
        break;
      case 2:
        b.kbc.write(4, 1, static_cast<unsigned>(random() % 256), b.now);
        break;
      case 3:
        b.kbc.write(0, 1, static_cast<unsigned>(random() % 256), b.now);
        break;
      case 4:
        b.kbc.press({static_cast<key>(random() % key_count), random() % 2 != 0}, b.now);
        break;
      case 5:
        b.kbc.move_mouse(static_cast<int>(random()), static_cast<int>(random()), 1, b.now);
        break;
      case 6:
        b.kbc.press_mouse(static_cast<std::uint8_t>(random()), b.now);
        break;
      default:
        b.kbc.advance_to(b.now);
    }
    REQUIRE(b.kbc.next_event() > b.now);
    REQUIRE(b.kbc.state().keyboard.count <= 17);
    REQUIRE(b.kbc.state().mouse.count <= 16);
  }
}

}  // namespace
}  // namespace trapline::devices
