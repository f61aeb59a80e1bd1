// A board of device models, and that putting them elsewhere changes nothing that software sees.
#include <catch2/catch.hpp>

#include "models/vmm/board/device_parts.h"
#include "tests/devices/dice.h"
#include "tests/vmm/board_bench.h"
#include "tests/vmm/move_scripts.h"

using namespace trapline;
using namespace trapline::testing;
using devices::test::dice;

namespace {

/// What software does and sees, as dice say: accesses to ports and memory of all devices, interrupts taken.
class random_software {
 public:
  random_software(board_bench& b, unsigned seed) : b_{b}, die_{seed} {
    for (vmm::device_model& m : b.board.models())
      for (const vmm::device_parts::chip& c : m.parts().chips())
        for (const bus::claim& claim : bus::claims_of(*c.it)) claims_.push_back(claim);
  }

  std::uint64_t step() {
    if (die_.one_in(2)) b_.pass(duration::ns(die_.one_in(6) ? die_.below(3'000'000) : die_.below(5'000)));
    if (b_.interrupting() && die_.one_in(2)) {
      const int vector = b_.board.controller().acknowledge(b_.now);
      b_.out(0x20, 0x20);
      if (vector >= 0x70) b_.out(0xa0, 0x20);
      return static_cast<std::uint64_t>(vector);
    }
    const bus::claim& c = claims_[die_.below(static_cast<unsigned>(claims_.size()))];
    const std::uint64_t address = c.first + die_.below(static_cast<unsigned>(c.count));
    const unsigned width = die_.one_in(4) ? 1U << die_.below(3) : 1;
    const bool writes = die_.one_in(2);
    const unsigned value = die_.one_in(2) ? die_.below(256) : die_.below(4);
    // The controllers stay as they are initialized most of the time, or nothing would come through.
    const bool spoils = c.first == 0x20 || c.first == 0xa0;
    if (writes && (!spoils || die_.one_in(20))) b_.board.bus().write(c.space, address, width, value, b_.now);
    return writes ? 0 : b_.board.bus().read(c.space, address, width, b_.now).value;
  }

 private:
  board_bench& b_;
  dice die_;
  std::vector<bus::claim> claims_;
};

}  // namespace

TEST_CASE("board: every kind of device has its claims, and an address knows its model") {
  board_bench b;
  CHECK(b.board.models().size() == device_kinds().size());
  CHECK(b.board.at(bus::address_space::io, 0x40)->device() == "pit");
  CHECK(b.board.at(bus::address_space::io, 0x61)->device() == "pit");
  CHECK(b.board.at(bus::address_space::memory, 0xb8000)->device() == "vga");
  CHECK(b.board.at(bus::address_space::io, 0x3c0)->device() == "vga");
  CHECK(b.board.at(bus::address_space::memory, 0x1000) == nullptr);
  CHECK(b.board.find("sundial") == nullptr);
}

TEST_CASE("board: two devices at one address are refused by name") {
  board_bench b;
  const surroundings s;
  CHECK_THROWS_WITH(b.board.add("clock", device_kind_named("pit")->make(s), b.host(place::user)),
                    "i8254 and i8254 both claim port 40h");
}

TEST_CASE("board: a device that is put elsewhere counts there, and its timers and lines go with it") {
  board_bench b;
  initialize(b);
  start_timer(b, 1193);
  b.pass(duration::us(2500));
  CHECK(b.interrupted.size() == 1);
  b.board.find("pit")->counts(bus::address_space::io, direction::in).accesses.fold({});
  b.move("pit", place::kernel);
  CHECK(&b.board.find("pit")->where() == &b.host(place::kernel));
  b.board.find("pit")->counts(bus::address_space::io, direction::in).accesses.fold({});
  CHECK(b.accesses("user", "pit") == 1);
  CHECK(b.accesses("kernel", "pit") == 1);
  CHECK(b.board.controller().acknowledge(b.now) == 0x08);
  b.out(0x20, 0x20);
  b.pass(duration::us(1000));
  CHECK(b.interrupted.size() == 2);
}

TEST_CASE("board: an edge that is under way when its device moves arrives before anything new") {
  board_bench b{place::user, true};
  b.move("pic", place::kernel);
  b.move("lapic", place::kernel);
  initialize(b);
  b.deliver();
  start_timer(b, 1193);
  b.pass(duration::us(1500));
  REQUIRE(b.interrupted.empty());
  b.move("pit", place::kernel);
  REQUIRE(b.interrupted.size() == 1);
  CHECK(b.board.controller().acknowledge(b.now) == 0x08);
  b.deliver();
  CHECK_FALSE(b.interrupting());
}

TEST_CASE("board: a device that moves with its line high raises no second interrupt") {
  board_bench b;
  initialize(b);
  start_timer(b, 1193);
  b.pass(duration::us(1500));
  REQUIRE(b.board.controller().acknowledge(b.now) == 0x08);
  b.out(0x20, 0x20);
  for (const place p : {place::kernel, place::host_os, place::user}) {
    b.move("pit", p);
    b.move("pic", p);
    CHECK_FALSE(b.interrupting());
  }
}

TEST_CASE("board: software sees nothing of models that are put elsewhere at random, all kinds, all places") {
  for (unsigned seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    board_bench fixed{board_bench::places[seed % 3]}, moving{board_bench::places[seed / 3 % 3]};
    for (board_bench* b : {&fixed, &moving}) {
      initialize(*b);
      start_timer(*b, 2000);
    }
    random_software here{fixed, seed}, there{moving, seed};
    dice die{seed + 7777};
    const auto kinds = device_kinds();
    for (int i = 0; i < 700; ++i) {
      if (die.one_in(3))
        moving.move(std::string{kinds[die.below(static_cast<unsigned>(kinds.size()))].name},
                    board_bench::places[die.below(3)]);
      REQUIRE(here.step() == there.step());
    }
    REQUIRE(fixed.interrupted == moving.interrupted);
    REQUIRE(fixed.wires == moving.wires);
    auto same = moving.board.models().begin();
    for (const vmm::device_model& m : fixed.board.models()) REQUIRE(m.save_state() == (same++)->save_state());
  }
}
