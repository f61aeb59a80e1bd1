#include "models/devices/interrupts/local_apic.h"

#include <catch2/catch.hpp>
#include <vector>

#include "models/devices/interrupts/i8259_pair.h"

using namespace trapline;
using namespace trapline::devices;

namespace {

struct apic_bench {
  apic_bench() {
    apic.stand_before(pic);
    pic.intr().connect(apic.external_request());
  }
  void write(unsigned reg, std::uint32_t value) { apic.write(reg, 4, value, now); }
  std::uint32_t read(unsigned reg) { return apic.read(reg, 4, now); }
  void enable(std::uint32_t spurious = 0xff) { write(0xf0, 0x100 | spurious); }
  void send_to_self(std::uint32_t vector) { write(0x300, 0x0004'0000 | vector); }
  int take() { return apic.acknowledge(now); }
  void pass(duration d) {
    now = now + d;
    apic.advance_to(now);
  }
  void set_up_pic() {
    for (const auto& [port, value] :
         {std::pair{0u, 0x11u}, {1u, 0x20u}, {1u, 0x04u}, {1u, 0x01u}, {1u, 0x00u}})
      pic.write(port, 1, value, now);
  }

  instant now;
  i8259_pair pic;
  local_apic apic;
};

constexpr duration bus_clocks(std::uint64_t n) { return duration::ns(5 * n); }

}  // namespace

TEST_CASE("local_apic: identity, version, and the state after a reset") {
  apic_bench b;
  CHECK(b.read(0x20) == 0);
  CHECK(b.read(0x30) == 0x0005'0014);
  CHECK(b.read(0xf0) == 0xff);
  CHECK(b.read(0xe0) == 0xffff'ffff);
  CHECK(b.read(0x320) == 0x1'0000);
  CHECK(b.read(0x350) == 0x700);
  CHECK(b.read(0x370) == 0x1'0000);
}

TEST_CASE("local_apic: the bit of a command that says it is under way reads as zero") {
  apic_bench b;
  b.write(0x300, 0xc4500);
  CHECK((b.read(0x300) & 0x1000) == 0);
}

TEST_CASE("local_apic: commands to itself come in by priority, and EOI lets the next one in") {
  apic_bench b;
  b.enable();
  b.send_to_self(0x31);
  b.send_to_self(0x52);
  b.send_to_self(0x3f);
  CHECK(b.apic.intr().high());
  CHECK(b.take() == 0x52);
  CHECK_FALSE(b.apic.intr().high());
  CHECK(b.read(0xa0) == 0x50);
  b.write(0xb0, 0);
  CHECK(b.take() == 0x3f);
  b.write(0xb0, 0);
  CHECK(b.take() == 0x31);
  CHECK(b.read(0x110) == 1u << 17);
  b.write(0xb0, 0);
  CHECK(b.read(0x110) == 0);
}

TEST_CASE("local_apic: a destination is this processor's identity, its logical one, or everybody") {
  const auto arrives = [](std::uint32_t high, std::uint32_t low, std::uint32_t dfr) {
    apic_bench b;
    b.enable();
    b.write(0x20, 0x0300'0000);
    b.write(0xd0, 0x2100'0000);
    b.write(0xe0, dfr);
    b.write(0x310, high);
    b.write(0x300, low | 0x40);
    return b.apic.intr().high();
  };
  constexpr std::uint32_t flat = 0xffff'ffff, clusters = 0x0fff'ffff, logical = 0x800;
  CHECK(arrives(0x0300'0000, 0, flat));
  CHECK_FALSE(arrives(0x0200'0000, 0, flat));
  CHECK(arrives(0xff00'0000, 0, flat));
  CHECK(arrives(0x0100'0000, logical, flat));
  CHECK_FALSE(arrives(0x0200'0000, logical, flat));
  CHECK(arrives(0x2100'0000, logical, clusters));
  CHECK_FALSE(arrives(0x1100'0000, logical, clusters));
  CHECK(arrives(0, 0x80000, flat));
  CHECK_FALSE(arrives(0, 0xc0000, flat));
}

TEST_CASE("local_apic: the task priority holds off its class and those below, and CR8 is its upper half") {
  apic_bench b;
  b.enable();
  b.write(0x80, 0x40);
  b.send_to_self(0x4f);
  CHECK_FALSE(b.apic.intr().high());
  b.send_to_self(0x50);
  CHECK(b.apic.intr().high());
  CHECK(b.apic.task_priority() == 4);
  b.apic.set_task_priority(5, b.now);
  CHECK_FALSE(b.apic.intr().high());
  CHECK(b.read(0x80) == 0x50);
}

TEST_CASE("local_apic: an interrupt that has gone when it is taken is the spurious one, without EOI") {
  apic_bench b;
  b.enable(0x6f);
  b.send_to_self(0x50);
  b.write(0x80, 0xf0);
  CHECK(b.take() == 0x6f);
  CHECK(b.read(0x120) == 0);
  b.write(0x80, 0);
  CHECK(b.take() == 0x50);
}

TEST_CASE("local_apic: the 8259's requests pass as they are, unless LINT0 is masked") {
  apic_bench b;
  b.set_up_pic();
  b.pic.irq(3).set_level(true, b.now);
  CHECK(b.apic.intr().high());
  b.write(0x350, 0x1'0700);
  CHECK_FALSE(b.apic.intr().high());
  b.enable();
  b.write(0x80, 0xff);
  b.write(0x350, 0x700);
  CHECK(b.apic.intr().high());
  CHECK(b.take() == 0x23);
  CHECK_FALSE(b.apic.intr().high());
  CHECK(b.read(0x110) == 0);
}

TEST_CASE("local_apic: the timer counts bus clocks by its divisor, once") {
  apic_bench b;
  b.enable();
  b.write(0x3e0, 0x3);  // by 16
  b.write(0x320, 0x41);
  b.write(0x380, 1000);
  b.pass(bus_clocks(16 * 400));
  CHECK(b.read(0x390) == 600);
  CHECK(b.apic.next_event() == b.now + bus_clocks(16 * 600));
  b.pass(bus_clocks(16 * 600) - duration::ps(1));
  CHECK_FALSE(b.apic.intr().high());
  b.pass(duration::ps(1));
  CHECK(b.apic.intr().high());
  CHECK(b.take() == 0x41);
  CHECK(b.read(0x390) == 0);
  CHECK(b.apic.next_event() == instant::never());
}

TEST_CASE("local_apic: a periodic timer begins again, and one that is masked goes on counting") {
  apic_bench b;
  b.enable();
  b.write(0x3e0, 0xb);  // by 1
  b.write(0x320, 0x2'0041);
  b.write(0x380, 100);
  for (int i = 0; i < 3; ++i) {
    b.pass(bus_clocks(100));
    CHECK(b.take() == 0x41);
    b.write(0xb0, 0);
  }
  b.write(0x320, 0x3'0041);
  b.pass(bus_clocks(100 * 1'000'000 + 30));
  CHECK_FALSE(b.apic.intr().high());
  CHECK(b.read(0x390) == 70);
  b.write(0x320, 0x2'0041);
  CHECK(b.apic.next_event() == b.now + bus_clocks(70));
}

TEST_CASE("local_apic: vectors below 16 are errors, which the error register has once it was written") {
  apic_bench b;
  b.enable();
  b.write(0x370, 0xfe);
  b.send_to_self(0x0f);
  CHECK(b.read(0x280) == 0);
  b.write(0x280, 0);
  CHECK(b.read(0x280) == 0x20);
  CHECK(b.take() == 0xfe);
  b.write(0x320, 0x05);
  b.write(0x3e0, 0xb);
  b.write(0x380, 10);
  b.pass(bus_clocks(10));
  b.write(0x280, 0);
  CHECK(b.read(0x280) == 0x40);
  b.read(0x3f0);
  b.write(0x280, 0);
  CHECK(b.read(0x280) == 0x80);
}

TEST_CASE("local_apic: while software has it disabled its entries stay masked") {
  apic_bench b;
  b.write(0x320, 0x41);
  CHECK(b.read(0x320) == 0x1'0041);
  b.enable();
  b.write(0x320, 0x41);
  CHECK(b.read(0x320) == 0x41);
  b.write(0xf0, 0xff);
  CHECK(b.read(0x320) == 0x1'0041);
  b.send_to_self(0x50);
  CHECK_FALSE(b.apic.intr().high());
}

TEST_CASE("local_apic: registers are 32 bits wide and 16 bytes apart; between them is nothing") {
  apic_bench b;
  CHECK(b.apic.read(0x30, 1, b.now) == 0);
  CHECK(b.apic.read(0x34, 4, b.now) == 0);
  b.apic.write(0x84, 4, 0x50, b.now);
  b.apic.write(0x80, 2, 0x50, b.now);
  CHECK(b.read(0x80) == 0);
}

TEST_CASE("local_apic: off, it is not there, and what it held is gone when it is on again") {
  apic_bench b;
  b.enable();
  b.write(0x80, 0x40);
  b.apic.switch_on(false, b.now);
  CHECK(b.read(0x30) == 0xffff'ffff);
  b.write(0x80, 0x50);
  b.set_up_pic();
  b.pic.irq(3).set_level(true, b.now);
  CHECK(b.apic.intr().high());
  CHECK(b.take() == 0x23);
  b.apic.switch_on(true, b.now);
  CHECK(b.read(0x30) == 0x0005'0014);
  CHECK(b.read(0x80) == 0);
}

TEST_CASE("local_apic: a command that says NMI is a pulse at the processor's pin, if it is for it") {
  struct counting final : line_sink {
    void set_level(bool high, instant) override { pulses += high; }
    unsigned pulses = 0;
  } pin;
  apic_bench b;
  b.apic.nmi().connect(pin);
  b.write(0x300, 0x0004'0400);
  CHECK(pin.pulses == 1);
  b.write(0x310, 0x0500'0000);
  b.write(0x300, 0x0000'0400);
  CHECK(pin.pulses == 1);
}
