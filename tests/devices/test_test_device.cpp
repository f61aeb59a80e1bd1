#include "models/devices/system/test_device.h"

#include <catch2/catch.hpp>

using namespace trapline;
using namespace trapline::devices;

TEST_CASE("test_device: a port of its own for each interrupt line") {
  test_device t;
  t.write(8 + 11, 1, 1, instant{});
  CHECK(t.line(11).high());
  CHECK_FALSE(t.line(10).high());
  t.write(8 + 11, 1, 0, instant{});
  CHECK_FALSE(t.line(11).high());
  CHECK(t.widest_access(8 + 11) == 1);
  t.write(8 + 20, 1, 1, instant{});  // no such line without an I/O APIC
}

TEST_CASE("test_device: four bytes at E0h and 64 KiB of memory are read as they were written") {
  test_device t;
  t.write(0, 4, 0x1234'5678, instant{});
  CHECK(t.read(0, 4, instant{}) == 0x1234'5678);
  CHECK(t.read(2, 2, instant{}) == 0x1234);
  t.write(0x1'fffc, 4, 0x89ab'cdef, instant{});
  CHECK(t.read(0x1'ffff, 1, instant{}) == 0x89);
  t.write(4, 4, 0, instant{});
  CHECK(t.read(0, 4, instant{}) == 0x1234'5678);
  t.reset(instant{});
  CHECK(t.read(0x1'fffc, 4, instant{}) == 0);
}
