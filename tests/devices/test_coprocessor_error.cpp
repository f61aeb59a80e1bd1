#include "models/devices/interrupts/coprocessor_error.h"

#include <catch2/catch.hpp>

using namespace trapline;
using namespace trapline::devices;

TEST_CASE("coprocessor_error: FERR# raises IRQ13, which stays until F0h is written") {
  coprocessor_error latch;
  latch.ferr().set_level(true, instant{});
  CHECK(latch.irq13().high());
  latch.ferr().set_level(false, instant{});
  CHECK(latch.irq13().high());
  latch.write(0, 1, 0x55, instant{});
  CHECK_FALSE(latch.irq13().high());
}

TEST_CASE("coprocessor_error: F0h asserts IGNNE# while FERR# is asserted, and for no longer") {
  coprocessor_error latch;
  latch.write(0, 1, 0, instant{});
  CHECK_FALSE(latch.ignne().high());
  latch.ferr().set_level(true, instant{});
  latch.write(0, 1, 0, instant{});
  CHECK(latch.ignne().high());
  CHECK_FALSE(latch.irq13().high());
  latch.ferr().set_level(true, instant{});
  CHECK_FALSE(latch.irq13().high());
  latch.ferr().set_level(false, instant{});
  CHECK_FALSE(latch.ignne().high());
}

TEST_CASE(
    "coprocessor_error: a reset takes both lines back, and a latch that takes over the state has its lines") {
  coprocessor_error a, b;
  a.ferr().set_level(true, instant{});
  a.write(0, 1, 0, instant{});
  b.restore_state(a.save_state());
  CHECK(b.ignne().high());
  b.reset(instant{});
  CHECK_FALSE(b.ignne().high());
  CHECK(b.read(0, 1, instant{}) == 0xFF);
}
