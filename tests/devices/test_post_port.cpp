#include "models/devices/system/post_port.h"

#include <catch2/catch.hpp>

using namespace trapline;
using namespace trapline::devices;

TEST_CASE("post_port: the last code reads back") {
  post_port port;
  CHECK(port.read(0, 1, instant{}) == 0);
  port.write(0, 1, 0x11, instant{});
  port.write(0, 1, 0xA5, instant{});
  CHECK(port.read(0, 1, instant{}) == 0xA5);
}

TEST_CASE("post_port: the last 32 codes are remembered, oldest first") {
  post_port port;
  CHECK(port.last_codes().empty());
  for (unsigned code = 0; code < 5; ++code) port.write(0, 1, code, instant{});
  CHECK(port.last_codes() == std::vector<std::uint8_t>{0, 1, 2, 3, 4});
  for (unsigned code = 5; code < 100; ++code) port.write(0, 1, code, instant{});
  CHECK(port.last_codes().size() == 32);
  CHECK(port.last_codes().front() == 68);
  CHECK(port.last_codes().back() == 99);
  CHECK(port.state().written == 100);
}

TEST_CASE("post_port: a reset forgets nothing, and the state can be moved") {
  post_port a, b;
  a.write(0, 1, 0x42, instant{});
  a.reset(instant{});
  b.restore_state(a.save_state());
  b.write(0, 1, 0x43, instant{});
  CHECK(b.last_codes() == std::vector<std::uint8_t>{0x42, 0x43});
}
