#include <catch2/catch.hpp>

#include <deque>
#include <random>

#include "models/bus/address_map.h"
#include "tests/bus/bench.h"

using namespace trapline;
using namespace trapline::testing;
using bus::address_map;
using bus::address_space;

namespace {

struct placed_part {
  address_map::part part;
  unsigned offset;
};

std::vector<placed_part> parts_of(const address_map& map, std::uint64_t address, unsigned width,
                                  address_space space = address_space::io) {
  std::vector<placed_part> parts;
  for (unsigned done = 0; done < width; done += parts.back().part.width)
    parts.push_back({address_map::next_part(map.at(space, address + done), width, done), done});
  return parts;
}

void check_part(const placed_part& p, unsigned who, unsigned reg, unsigned width, unsigned offset) {
  CHECK(p.part.who == who);
  if (who != address_map::nobody) CHECK(p.part.reg == reg);
  CHECK(p.part.width == width);
  CHECK(p.offset == offset);
}

address_map::party add(address_map& map, const std::string& name, const noting_chip& chip) {
  const address_map::party p = map.add(name);
  for (const bus::claim& c : bus::claims_of(chip)) map.claim_for(p, c, chip);
  return p;
}

}  // namespace

TEST_CASE("address_map: each port of a chip's windows selects its own register") {
  address_map map;
  const noting_chip chip{{{0x1f0, 8, 0}, {0x3f6, 1, 8}}};
  const auto number = add(map, "ata", chip);
  CHECK(map.at(address_space::io, 0x1f0).who == number);
  CHECK(map.at(address_space::io, 0x1f7).reg == 7);
  CHECK(map.at(address_space::io, 0x3f6).who == number);
  CHECK(map.at(address_space::io, 0x3f6).reg == 8);
  for (const std::uint16_t port : std::initializer_list<std::uint16_t>{0x1ef, 0x1f8, 0x3f5, 0x3f7})
    CHECK(map.at(address_space::io, port).who == address_map::nobody);
  CHECK(map.name(number) == "ata");
}

TEST_CASE("address_map: devices are numbered in the order of adding") {
  address_map map;
  const noting_chip a{{{0x10, 1, 0}}}, b{{{0x20, 1, 0}}};
  CHECK(add(map, "a", a) == 1);
  CHECK(add(map, "b", b) == 2);
}

TEST_CASE("address_map: an overlap names both parties and the address, and claims nothing of the window") {
  address_map map;
  const noting_chip first{{{0x40, 4, 0}}}, second{{{0x43, 2, 1}}};
  const address_map::party timer = add(map, "i8254", first);
  CHECK_THROWS_WITH(add(map, "other", second), "other and i8254 both claim port 43h");
  CHECK(map.at(address_space::io, 0x44).who == address_map::nobody);
  CHECK(map.at(address_space::io, 0x43).who == timer);
  const noting_chip screen{{}, 4, {{0xa0000, 0x20000, 0}}}, thief{{}, 1, {{0xbffff, 1, 0}}};
  add(map, "vga", screen);
  CHECK_THROWS_WITH(add(map, "thief", thief), "thief and vga both claim memory at BFFFFh");
}

TEST_CASE("address_map: ports and memory are two spaces, with one rule") {
  address_map map;
  const noting_chip both{{{0x3c0, 16, 0}}, 4, {{0xa0000, 0x20000, 0x1000}}};
  const address_map::party p = add(map, "vga", both);
  CHECK(map.at(address_space::io, 0x3c0).who == p);
  CHECK(map.at(address_space::memory, 0x3c0).who == address_map::nobody);
  CHECK(map.at(address_space::memory, 0x9ffff).who == address_map::nobody);
  CHECK(map.at(address_space::memory, 0xa0000).reg == 0x1000);
  CHECK(map.at(address_space::memory, 0xbffff).reg == 0x1000 + 0x1ffff);
  CHECK(map.at(address_space::memory, 0xc0000).who == address_map::nobody);
  const auto wide = parts_of(map, 0xa0004, 8, address_space::memory);
  REQUIRE(wide.size() == 2);
  check_part(wide[0], p, 0x1004, 4, 0);
  check_part(wide[1], p, 0x1008, 4, 4);
}

TEST_CASE("address_map: what is released or removed is free again, and so is its number") {
  address_map map;
  const noting_chip a{{{0x40, 4, 0}}}, b{{{0x80, 1, 0}}, 1, {{0xd0000, 0x1000, 0}}};
  add(map, "a", a);
  const address_map::party second = add(map, "b", b);
  map.release({address_space::memory, 0xd0000, 0x1000, 0});
  CHECK(map.at(address_space::memory, 0xd0000).who == address_map::nobody);
  CHECK(map.at(address_space::io, 0x80).who == second);
  map.remove(second);
  CHECK(map.at(address_space::io, 0x80).who == address_map::nobody);
  CHECK(add(map, "c", b) == second);
  CHECK(map.name(second) == "c");
}

TEST_CASE("address_map: the last port is a port") {
  address_map map;
  const noting_chip chip{{{0xffff, 1, 5}}};
  const address_map::party last = add(map, "last", chip);
  CHECK(map.at(address_space::io, 0xffff).reg == 5);
  const auto parts = parts_of(map, 0xffff, 2);
  REQUIRE(parts.size() == 2);
  check_part(parts[0], last, 5, 1, 0);
  check_part(parts[1], address_map::nobody, 0, 1, 1);
}

TEST_CASE("address_map: an access is broken to the width that the device takes, lowest port first") {
  address_map map;
  const noting_chip bytes{{{0x40, 4, 0}}, 1}, words{{{0x50, 4, 0}}, 2}, whole{{{0x60, 4, 0}}, 4};
  const address_map::party of_bytes = add(map, "bytes", bytes), of_words = add(map, "words", words),
                           undivided = add(map, "whole", whole);
  const auto one = parts_of(map, 0x40, 4);
  REQUIRE(one.size() == 4);
  for (unsigned i = 0; i < 4; ++i) check_part(one[i], of_bytes, i, 1, i);
  const auto two = parts_of(map, 0x50, 4);
  REQUIRE(two.size() == 2);
  check_part(two[0], of_words, 0, 2, 0);
  check_part(two[1], of_words, 2, 2, 2);
  const auto four = parts_of(map, 0x60, 4);
  REQUIRE(four.size() == 1);
  check_part(four[0], undivided, 0, 4, 0);
  const auto narrow = parts_of(map, 0x60, 1);
  REQUIRE(narrow.size() == 1);
  check_part(narrow[0], undivided, 0, 1, 0);
}

TEST_CASE("address_map: an access that straddles two devices and a gap goes to each with its own part") {
  address_map map;
  const noting_chip low{{{0x42, 2, 2}}, 1}, high{{{0x44, 1, 0}}, 2};
  const address_map::party below = add(map, "low", low), above = add(map, "high", high);
  const auto across = parts_of(map, 0x42, 4);
  REQUIRE(across.size() == 3);
  check_part(across[0], below, 2, 1, 0);
  check_part(across[1], below, 3, 1, 1);
  check_part(across[2], above, 0, 2, 2);
  const auto before = parts_of(map, 0x40, 4);
  REQUIRE(before.size() == 4);
  check_part(before[0], address_map::nobody, 0, 1, 0);
  check_part(before[1], address_map::nobody, 0, 1, 1);
  check_part(before[2], below, 2, 1, 2);
}

TEST_CASE(
    "address_map: whatever the map, the parts cover each byte once and none is wider than its device takes") {
  std::mt19937 dice{11};
  for (int round = 0; round < 300; ++round) {
    address_map map;
    std::deque<noting_chip> chips;
    for (std::uint16_t port = 0; port < 32;) {
      const auto count = static_cast<std::uint16_t>(1 + dice() % 5);
      if (dice() % 3 != 0) {
        chips.emplace_back(std::vector<devices::port_window>{{port, count, 0}}, 1U << dice() % 3);
        add(map, "chip", chips.back());
      }
      port = static_cast<std::uint16_t>(port + count);
    }
    for (std::uint16_t port = 0; port < 32; ++port) {
      for (const unsigned width : {1U, 2U, 4U}) {
        unsigned covered = 0;
        for (const placed_part& placed : parts_of(map, port, width)) {
          const address_map::part& p = placed.part;
          REQUIRE(placed.offset == covered);
          REQUIRE((p.width == 1 || p.width == 2 || p.width == 4));
          const address_map::entry c = map.at(address_space::io, static_cast<std::uint16_t>(port + covered));
          REQUIRE(p.who == c.who);
          if (c.who == address_map::nobody)
            REQUIRE(p.width == 1);
          else
            REQUIRE((p.reg == c.reg && p.width <= chips[c.who - 1].widest_access(p.reg)));
          covered += p.width;
        }
        REQUIRE(covered == width);
      }
    }
  }
}
