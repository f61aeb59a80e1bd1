#include "models/devices/system/guest_control.h"

#include <catch2/catch.hpp>
#include <string>

using namespace trapline;
using namespace trapline::devices;

namespace {
struct told final : guest_control_client {
  void guest_exit(std::uint32_t code, instant) override { text += "exit " + std::to_string(code) + ";"; }
  void region_begins(instant) override { text += "begin;"; }
  void region_ends(instant) override { text += "end;"; }
  std::string text;
};
}  // namespace

TEST_CASE("guest_control: an OUT of any width to F4h ends the VM with its value") {
  told client;
  guest_control chip{client};
  chip.write(0, 1, 0, instant{});
  chip.write(0, 2, 0x1234, instant{});
  chip.write(0, 4, 0x12345678, instant{});
  chip.write(0, 1, 0x1FF, instant{});
  CHECK(client.text == "exit 0;exit 4660;exit 305419896;exit 255;");
}

TEST_CASE("guest_control: 504h begins and ends the region of interest, other values do nothing") {
  told client;
  guest_control chip{client};
  CHECK(chip.ports()[1].first_port == 0x504);
  const unsigned region = chip.ports()[1].first_register;
  chip.write(region, 1, 1, instant{});
  chip.write(region, 4, 2, instant{});
  chip.write(region, 2, 0, instant{});
  chip.write(region + 1, 1, 1, instant{});
  CHECK(client.text == "begin;end;");
  CHECK(chip.state().regions_begun == 1);
}

TEST_CASE("guest_control: both ports take four bytes whole and read all ones") {
  told client;
  guest_control chip{client};
  for (const port_window& w : chip.ports()) {
    CHECK(chip.widest_access(w.first_register) == 4);
    CHECK(chip.read(w.first_register, 1, instant{}) == 0xFF);
    CHECK(chip.read(w.first_register, 2, instant{}) == 0xFFFF);
    CHECK(chip.read(w.first_register, 4, instant{}) == 0xFFFF'FFFF);
  }
  CHECK(client.text.empty());
}
