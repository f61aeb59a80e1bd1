#include "models/devices/system/debug_port.h"

#include <catch2/catch.hpp>
#include <string>

using namespace trapline;
using namespace trapline::devices;

namespace {
struct text final : text_sink {
  void put(char c) override { got += c; }
  std::string got;
};
}  // namespace

TEST_CASE("debug_port: a byte written to either port reaches the log") {
  text log;
  debug_port chip{log};
  chip.write(0, 1, 'h', instant{});
  chip.write(1, 1, 'i', instant{});
  CHECK(log.got == "hi");
  CHECK(chip.state().characters == 2);
}

TEST_CASE("debug_port: software finds both ports by reading E9h") {
  text log;
  debug_port chip{log};
  CHECK(chip.read(0, 1, instant{}) == 0xE9);
  CHECK(chip.read(1, 1, instant{}) == 0xE9);
  CHECK(chip.ports()[0].first_port == 0xE9);
  CHECK(chip.ports()[1].first_port == 0x402);
}
