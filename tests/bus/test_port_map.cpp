#include <catch2/catch.hpp>

#include <deque>
#include <random>

#include "models/bus/port_map.h"
#include "tests/bus/bench.h"

using namespace trapline;
using namespace trapline::testing;
using bus::port_map;

namespace {

std::vector<port_map::part> parts_of(const port_map& map, std::uint16_t port, unsigned width) {
  std::vector<port_map::part> parts;
  for (unsigned done = 0; done < width; done += parts.back().width)
    parts.push_back(map.next_part(port, width, done));
  return parts;
}

void check_part(const port_map::part& p, unsigned device, unsigned reg, unsigned width, unsigned offset) {
  CHECK(p.device == device);
  if (device != port_map::unclaimed) CHECK(p.reg == reg);
  CHECK(p.width == width);
  CHECK(p.offset == offset);
}

}  // namespace

TEST_CASE("port_map: each port of a chip's windows selects its own register") {
  port_map map;
  const noting_chip chip{{{0x1f0, 8, 0}, {0x3f6, 1, 8}}};
  const auto number = map.add("ata", chip);
  CHECK(map.at(0x1f0).device == number);
  CHECK(map.at(0x1f7).reg == 7);
  CHECK(map.at(0x3f6).device == number);
  CHECK(map.at(0x3f6).reg == 8);
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{0x1ef, 0x1f8, 0x3f5, 0x3f7})
    CHECK(map.at(port).device == port_map::unclaimed);
  CHECK(map.name(number) == "ata");
}

TEST_CASE("port_map: devices are numbered in the order of adding") {
  port_map map;
  const noting_chip a{{{0x10, 1, 0}}}, b{{{0x20, 1, 0}}};
  CHECK(map.add("a", a) == 0);
  CHECK(map.add("b", b) == 1);
}

TEST_CASE("port_map: an overlap names both devices and the port, and claims nothing") {
  port_map map;
  const noting_chip first{{{0x40, 4, 0}}}, second{{{0x61, 1, 0}, {0x43, 2, 1}}};
  map.add("i8254", first);
  CHECK_THROWS_WITH(map.add("other", second), "other and i8254 both claim port 43h");
  CHECK(map.at(0x61).device == port_map::unclaimed);
  CHECK(map.at(0x44).device == port_map::unclaimed);
  CHECK(map.at(0x43).device == 0);
  const noting_chip third{{{0x44, 1, 0}}};
  CHECK(map.add("third", third) == 1);
}

TEST_CASE("port_map: the last port is a port") {
  port_map map;
  const noting_chip chip{{{0xffff, 1, 5}}};
  map.add("last", chip);
  CHECK(map.at(0xffff).reg == 5);
  const auto parts = parts_of(map, 0xffff, 2);
  REQUIRE(parts.size() == 2);
  check_part(parts[0], 0, 5, 1, 0);
  check_part(parts[1], port_map::unclaimed, 0, 1, 1);
}

TEST_CASE("port_map: an access is broken to the width that the device takes, lowest port first") {
  port_map map;
  const noting_chip bytes{{{0x40, 4, 0}}, 1}, words{{{0x50, 4, 0}}, 2}, whole{{{0x60, 4, 0}}, 4};
  map.add("bytes", bytes);
  map.add("words", words);
  map.add("whole", whole);
  const auto one = parts_of(map, 0x40, 4);
  REQUIRE(one.size() == 4);
  for (unsigned i = 0; i < 4; ++i) check_part(one[i], 0, i, 1, i);
  const auto two = parts_of(map, 0x50, 4);
  REQUIRE(two.size() == 2);
  check_part(two[0], 1, 0, 2, 0);
  check_part(two[1], 1, 2, 2, 2);
  const auto four = parts_of(map, 0x60, 4);
  REQUIRE(four.size() == 1);
  check_part(four[0], 2, 0, 4, 0);
  const auto narrow = parts_of(map, 0x60, 1);
  REQUIRE(narrow.size() == 1);
  check_part(narrow[0], 2, 0, 1, 0);
}

TEST_CASE("port_map: an access that straddles two devices and a gap goes to each with its own part") {
  port_map map;
  const noting_chip low{{{0x42, 2, 2}}, 1}, high{{{0x44, 1, 0}}, 2};
  map.add("low", low);
  map.add("high", high);
  const auto across = parts_of(map, 0x42, 4);
  REQUIRE(across.size() == 3);
  check_part(across[0], 0, 2, 1, 0);
  check_part(across[1], 0, 3, 1, 1);
  check_part(across[2], 1, 0, 2, 2);
  const auto before = parts_of(map, 0x40, 4);
  REQUIRE(before.size() == 4);
  check_part(before[0], port_map::unclaimed, 0, 1, 0);
  check_part(before[1], port_map::unclaimed, 0, 1, 1);
  check_part(before[2], 0, 2, 1, 2);
}

TEST_CASE(
    "port_map: whatever the map, the parts cover each byte once and none is wider than its device takes") {
  std::mt19937 dice{11};
  for (int round = 0; round < 300; ++round) {
    port_map map;
    std::deque<noting_chip> chips;
    for (std::uint16_t port = 0; port < 32;) {
      const auto count = static_cast<std::uint16_t>(1 + dice() % 5);
      if (dice() % 3 != 0) {
        chips.emplace_back(std::vector<devices::port_window>{{port, count, 0}}, 1U << dice() % 3);
        map.add("chip", chips.back());
      }
      port = static_cast<std::uint16_t>(port + count);
    }
    for (std::uint16_t port = 0; port < 32; ++port) {
      for (const unsigned width : {1U, 2U, 4U}) {
        unsigned covered = 0;
        for (const port_map::part& p : parts_of(map, port, width)) {
          REQUIRE(p.offset == covered);
          REQUIRE((p.width == 1 || p.width == 2 || p.width == 4));
          const port_map::claim& c = map.at(static_cast<std::uint16_t>(port + covered));
          REQUIRE(p.device == c.device);
          if (c.device == port_map::unclaimed)
            REQUIRE(p.width == 1);
          else
            REQUIRE((p.reg == c.reg && p.width <= chips[c.device].widest_access(p.reg)));
          covered += p.width;
        }
        REQUIRE(covered == width);
      }
    }
  }
}
