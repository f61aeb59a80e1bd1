#include <catch2/catch.hpp>

#include "tests/devices/i8042_bench.h"

namespace trapline::devices {
namespace {

using namespace i8042_test;

TEST_CASE("i8042: a byte for the keyboard and its answer take their time on the wire") {
  bench b;
  b.set_mode(0x01);
  const instant start = b.now;
  b.data(0xEE);
  CHECK(b.in() == 0xEE);
  const duration took = b.irq1.changed - start;  // read: the line fell
  // 10 us, request and 12 clocks (1100 us), thought (500 us), 50 us, 11 clocks (917 us)
  CHECK(took >= duration::us(2576));
  CHECK(took <= duration::us(2590));
  CHECK(b.irq1.rises == 1);
}

TEST_CASE("i8042: writing to a disabled keyboard enables it") {
  bench b;
  b.set_mode(0x30);
  b.data(0xEE);
  CHECK(b.in() == 0xEE);
  CHECK(b.ask(0x20) == 0x20);
  b.command(0xD4);
  b.data(0xF5);
  CHECK(b.in() == 0xFA);
  CHECK(b.ask(0x20) == 0x00);
}

TEST_CASE("i8042: keys come as set 2, and as set 1 when translated") {
  bench b;
  b.set_mode(0x00);
  b.kbc.press({key::a, true}, b.now);
  b.kbc.press({key::a, false}, b.now);
  b.kbc.press({key::right, true}, b.now);
  b.kbc.press({key::right, false}, b.now);
  CHECK(b.all() == bytes{0x1C, 0xF0, 0x1C, 0xE0, 0x74, 0xE0, 0xF0, 0x74});
  b.set_mode(0x40);
  b.kbc.press({key::a, true}, b.now);
  b.kbc.press({key::a, false}, b.now);
  b.kbc.press({key::right, true}, b.now);
  b.kbc.press({key::right, false}, b.now);
  b.kbc.press({key::f7, true}, b.now);
  b.kbc.press({key::f7, false}, b.now);
  CHECK(b.all() == bytes{0x1E, 0x9E, 0xE0, 0x4D, 0xE0, 0xCD, 0x41, 0xC1});
}

TEST_CASE("i8042: the keyboard's identification is translated too") {
  bench b;
  b.set_mode(0x00);
  b.data(0xF2);
  CHECK(b.all() == bytes{0xFA, 0xAB, 0x83});
  b.set_mode(0x40);
  b.data(0xF2);
  CHECK(b.all() == bytes{0xFA, 0xAB, 0x41});
}

TEST_CASE("i8042: a full output buffer holds the devices, and each byte is an edge of its own") {
  bench b;
  b.set_mode(0x03);
  b.kbc.press({key::a, true}, b.now);
  b.kbc.press({key::a, false}, b.now);
  b.pass(duration::ms(100));
  CHECK(b.irq1.rises == 1);
  const instant read_at = b.now;
  CHECK(b.in() == 0x1C);
  CHECK_FALSE(b.irq1.high);
  b.pass(duration::ms(2));
  CHECK(b.irq1.rises == 2);
  CHECK(b.irq1.changed - read_at == duration::us(50) + i8042::wire.span(cycles{11}));
  CHECK(b.in() == 0xF0);
  CHECK(b.in() == 0x1C);
  CHECK(b.irq1.rises == 3);
  CHECK(b.in() == 0x1FF);
  CHECK(b.kbc.read(0, 1, b.now) == 0x1C);  // an empty buffer shows its last byte
}

TEST_CASE("i8042: the prefix that translation swallows takes its time on the wire too") {
  bench b;
  b.set_mode(0x41);
  b.kbc.press({key::a, true}, b.now);
  CHECK(b.in() == 0x1E);
  const instant start = b.now;
  b.kbc.press({key::a, false}, b.now);
  b.pass(duration::ms(3));
  CHECK(b.irq1.high);
  CHECK(b.irq1.changed - start == (duration::us(50) + i8042::wire.span(cycles{11})) * 2);
  CHECK(b.in() == 0x9E);
}

TEST_CASE("i8042: a command in the middle of a reception loses no byte") {
  bench b;
  b.set_mode(0x01);
  b.kbc.press({key::a, true}, b.now);
  b.pass(duration::us(900));
  CHECK(b.ask(0x20) == 0x01);
  CHECK(b.in() == 0x1C);
}

TEST_CASE("i8042: interrupts follow the command byte, and a disabled keyboard raises none") {
  bench b;
  b.set_mode(0x00);
  b.kbc.press({key::a, true}, b.now);
  b.pass(duration::ms(2));
  CHECK(b.status() == 0x11);
  CHECK_FALSE(b.irq1.high);
  b.set_mode(0x01);
  CHECK(b.irq1.high);
  CHECK(b.in() == 0x1C);
  b.set_mode(0x11);
  CHECK(b.ask(0x20) == 0x11);
  CHECK(b.irq1.rises == 1);
}

TEST_CASE("i8042: mouse bytes carry the flag and IRQ12") {
  bench b;
  b.set_mode(0x03);
  b.command(0xD4);
  b.data(0xF2);
  b.pass(duration::ms(3));
  CHECK(b.status() == 0x31);
  CHECK(b.irq12.high);
  CHECK_FALSE(b.irq1.high);
  CHECK(b.all() == bytes{0xFA, 0x00});
  CHECK(b.irq12.rises == 2);
  CHECK((b.status() & 0x20) == 0);
}

TEST_CASE("i8042: a mouse packet arrives through the port") {
  bench b;
  b.set_mode(0x03);
  b.command(0xD4);
  b.data(0xF4);
  CHECK(b.in() == 0xFA);
  b.kbc.move_mouse(5, -3, 0, b.now);
  CHECK(b.all() == bytes{0x28, 0x05, 0xFD});
}

TEST_CASE("i8042: a device in its self-test does not listen, and the time-out flag says so") {
  bench b;
  b.set_mode(0x00);
  b.data(0xFF);
  CHECK(b.in() == 0xFA);
  b.data(0xEE);
  b.pass(duration::ms(16));
  CHECK((b.status() & 0x41) == 0x41);
  CHECK(b.in() == 0xFE);
  CHECK((b.status() & 0x40) == 0);
  CHECK(b.in(duration::ms(400)) == 0xAA);
}

}  // namespace
}  // namespace trapline::devices
