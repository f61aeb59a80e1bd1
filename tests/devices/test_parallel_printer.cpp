#include "models/devices/parallel/parallel_printer.h"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <string>

#include "tests/devices/dice.h"

using namespace trapline;
using namespace trapline::devices;
using namespace trapline::devices::parallel_registers;

namespace {

struct paper final : text_sink {
  void put(char c) override { text += c; }
  std::string text;
};

struct request final : line_sink {
  void set_level(bool level, instant at) override {
    high = level;
    if (level) rose.push_back(at);
  }
  bool high = false;
  std::vector<instant> rose;
};

constexpr unsigned idle = status_not_busy | status_nack | status_selected | status_nerror;
constexpr unsigned started = control_ninit | control_select;

/// A port whose printer is initialized, on a clock that the test moves by hand.
struct bench {
  bench() {
    port.irq().connect(irq);
    out(control, started);
  }
  unsigned in(unsigned reg) { return port.read(reg, 1, now); }
  void out(unsigned reg, unsigned v) { port.write(reg, 1, v, now); }
  void strobe(unsigned lines = started) {
    out(control, lines | control_strobe);
    out(control, lines);
  }
  void print(char c, unsigned lines = started) {
    out(data, static_cast<unsigned char>(c));
    strobe(lines);
  }
  void pass(duration d) {
    now = now + d;
    port.advance_to(now);
  }
  paper sheet;
  parallel_printer port{sheet};
  request irq;
  instant now = instant::at_ps(1'000'000);
};

constexpr duration a_while = duration::us(1);

}  // namespace

TEST_CASE("parallel_printer: at power-on nINIT is low, and the printer busy") {
  paper sheet;
  parallel_printer port{sheet};
  CHECK(port.read(data, 1, instant{}) == 0);
  CHECK(port.read(control, 1, instant{}) == 0);
  CHECK(port.read(status, 1, instant{}) == (idle & ~status_not_busy));
  CHECK(port.next_event() == instant::never());
}

TEST_CASE("parallel_printer: data and control read back, and what is nobody's reads as zeros") {
  bench b;
  b.out(data, 0x55);
  CHECK(b.in(data) == 0x55);
  b.out(data, 0xAA);
  CHECK(b.in(data) == 0xAA);
  b.out(control, 0xFE & ~control_irq);
  CHECK(b.in(control) == 0x0E);
  b.out(status, 0);
  CHECK(b.in(status) == idle);
}

TEST_CASE("parallel_printer: data do not turn round, as ports of two ways would let them") {
  bench b;
  b.out(control, started | 0x20);
  b.out(data, 0x55);
  CHECK(b.in(data) == 0x55);
  CHECK(b.port.ports().size() == 1);
  CHECK(b.port.ports()[0].count == 3);
}

TEST_CASE("parallel_printer: a strobe prints, BUSY lasts until nACK") {
  bench b;
  CHECK(b.in(status) == idle);
  b.print('A');
  CHECK(b.sheet.text == "A");
  CHECK(b.in(status) == (idle & ~status_not_busy));
  b.pass(parallel_printer::character_time - a_while);
  CHECK(b.in(status) == (idle & ~status_not_busy));
  b.pass(a_while);
  CHECK(b.in(status) == (idle & ~status_nack));
  b.pass(parallel_printer::acknowledge_time - a_while);
  CHECK(b.in(status) == (idle & ~status_nack));
  b.pass(a_while);
  CHECK(b.in(status) == idle);
  CHECK(b.port.next_event() == instant::never());
}

TEST_CASE("parallel_printer: the falling edge of nSTROBE counts, its level does not") {
  bench b;
  b.out(data, 'x');
  b.out(control, started | control_strobe);
  b.pass(duration::ms(1));
  b.out(data, 'y');
  b.out(control, started | control_strobe);
  CHECK(b.sheet.text == "x");
  b.out(control, started);
  CHECK(b.sheet.text == "x");
  b.out(control, started | control_strobe);
  CHECK(b.sheet.text == "xy");
}

TEST_CASE("parallel_printer: a strobe while BUSY is lost, one during nACK ends that and is not") {
  bench b;
  b.print('1', started | control_irq);
  b.print('2', started | control_irq);
  b.pass(parallel_printer::character_time + a_while);
  CHECK(b.irq.rose.empty());
  b.print('3', started | control_irq);
  CHECK(b.irq.rose == std::vector{b.now});
  CHECK(b.in(status) == (idle & ~status_not_busy));
  CHECK(b.port.next_event() == b.now + parallel_printer::character_time);
  b.print('4', started | control_irq);
  CHECK(b.sheet.text == "13");
}

TEST_CASE("parallel_printer: a poll that comes too late for nACK sees it once") {
  bench b;
  b.print('A');
  b.pass(duration::ms(3));
  CHECK(b.in(status) == (idle & ~status_nack));
  CHECK(b.in(status) == idle);
}

TEST_CASE("parallel_printer: a character that nobody saw acknowledged hides no later one") {
  bench b;
  b.print('A');
  b.pass(duration::ms(3));
  b.print('B');
  CHECK(b.in(status) == (idle & ~status_not_busy));
  CHECK(b.sheet.text == "AB");
}

TEST_CASE("parallel_printer: with interrupts enabled nACK reads as the pin is") {
  bench b;
  b.out(control, started | control_irq);
  b.print('A', started | control_irq);
  b.pass(duration::ms(3));
  CHECK(b.in(status) == idle);
}

TEST_CASE("parallel_printer: the end of nACK interrupts if it is enabled, and enabling by itself does not") {
  bench b;
  b.print('A');
  b.pass(duration::ms(1));
  CHECK(b.irq.rose.empty());
  b.out(control, started | control_irq);
  CHECK_FALSE(b.irq.high);
  const instant strobed = b.now;
  b.print('B', started | control_irq);
  b.pass(duration::ms(1));
  const instant ended = strobed + parallel_printer::character_time + parallel_printer::acknowledge_time;
  CHECK(b.irq.rose == std::vector{ended});
  CHECK(b.irq.high);
}

TEST_CASE("parallel_printer: the request falls with the next nACK, or when it is disabled") {
  bench b;
  b.print('A', started | control_irq);
  b.pass(duration::ms(1));
  REQUIRE(b.irq.high);
  b.print('B', started | control_irq);
  CHECK(b.irq.high);
  b.pass(parallel_printer::character_time);
  CHECK_FALSE(b.irq.high);
  b.pass(parallel_printer::acknowledge_time);
  CHECK(b.irq.high);
  b.out(control, started);
  CHECK_FALSE(b.irq.high);
  CHECK(b.irq.rose.size() == 2);
}

TEST_CASE("parallel_printer: nINIT low ends a handshake without an interrupt, and nothing prints") {
  bench b;
  b.print('A', started | control_irq);
  b.out(control, control_select | control_irq);
  CHECK(b.port.next_event() == instant::never());
  b.print('B', control_select | control_irq);
  CHECK(b.in(status) == (idle & ~status_not_busy));
  b.pass(duration::ms(1));
  CHECK(b.irq.rose.empty());
  b.out(control, started);
  CHECK(b.in(status) == idle);
  b.print('C');
  CHECK(b.sheet.text == "AC");
}

TEST_CASE("parallel_printer: one write that ends nINIT and strobes prints") {
  bench b;
  b.out(control, 0);
  b.out(data, 'A');
  b.out(control, started | control_strobe);
  CHECK(b.sheet.text == "A");
}

TEST_CASE("parallel_printer: it is selected whatever the port says, as a BIOS that never selects it finds") {
  bench b;
  b.out(control, control_ninit);
  CHECK(b.in(status) == idle);
  b.print('A', control_ninit);
  CHECK(b.sheet.text == "A");
}

TEST_CASE("parallel_printer: off line, without paper, with a fault") {
  bench b;
  b.port.set_condition({.on_line = false}, b.now);
  CHECK(b.in(status) == (status_nack));
  b.port.set_condition({.paper = false}, b.now);
  CHECK(b.in(status) == (status_nack | status_paper_out | status_selected));
  b.print('A');
  b.port.set_condition({.fault = true}, b.now);
  CHECK(b.in(status) == (status_nack | status_selected));
  b.print('B');
  b.port.set_condition({}, b.now);
  CHECK(b.in(status) == idle);
  b.print('C');
  CHECK(b.sheet.text == "C");
}

TEST_CASE("parallel_printer: paper that runs out in the middle of a character leaves its nACK") {
  bench b;
  b.print('A');
  b.port.set_condition({.paper = false}, b.now);
  b.pass(parallel_printer::character_time);
  CHECK((b.in(status) & (status_nack | status_paper_out | status_not_busy)) == status_paper_out);
}

TEST_CASE("parallel_printer: AUTO FEED XT gives a carriage return its line") {
  bench b;
  for (const char c : {'a', '\r', 'b'}) {
    b.print(c, started | control_autofeed);
    b.pass(duration::us(20));
  }
  b.print('\r');
  CHECK(b.sheet.text == "a\r\nb\r");
}

TEST_CASE(
    "parallel_printer: a reset clears the port, drops its request and leaves the printer's paper alone") {
  bench b;
  b.print('A', started | control_irq);
  b.pass(duration::ms(1));
  b.port.set_condition({.paper = false}, b.now);
  b.port.reset(b.now);
  CHECK_FALSE(b.irq.high);
  CHECK(b.in(data) == 0);
  CHECK(b.in(control) == 0);
  CHECK((b.in(status)&status_paper_out) != 0);
}

TEST_CASE("parallel_printer: whatever software does, it is answered in a byte and what is next lies ahead") {
  const char* const wanted = std::getenv("TRAPLINE_FUZZ");
  const std::uint64_t accesses = wanted == nullptr ? 100'000 : std::stoull(wanted);
  bench b;
  test::dice die{7};
  std::size_t strobes = 0;
  for (std::uint64_t i = 0; i < accesses; ++i) {
    b.pass(duration::ns(die.one_in(50) ? die.below(2'000'000) : die.below(4'000)));
    const unsigned reg = die.below(3);
    if (die.one_in(40)) b.port.set_condition({!die.one_in(4), !die.one_in(4), die.one_in(4)}, b.now);
    if (die.one_in(1000)) b.port.reset(b.now);
    if (die.one_in(2)) {
      if (b.in(reg) > 0xFF) FAIL("register " << reg << " reads more than a byte");
    } else {
      b.out(reg, die.one_in(4) ? die.below(0xFFFFFFFF) : started | die.below(2) | (die.below(2) << 4));
      ++strobes;
    }
    if (b.port.next_event() <= b.now) FAIL("the next event is past");
    if (b.irq.high != b.port.state().irq) FAIL("the line is not at its level");
  }
  CHECK(b.sheet.text.size() > accesses / 100);
  CHECK(b.sheet.text.size() < 2 * strobes);
}
