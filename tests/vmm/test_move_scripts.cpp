// Moves are exact: 100,000 random scripts, every kind of device, all pairs of places. TRAPLINE_MOVE_SCRIPTS in the
// environment is another number of them.
#include <catch2/catch.hpp>

#include <cstdlib>

#include "tests/devices/dice.h"
#include "tests/vmm/board_bench.h"

using namespace trapline;
using namespace trapline::testing;
using devices::test::dice;

namespace {

unsigned scripts() {
  const char* given = std::getenv("TRAPLINE_MOVE_SCRIPTS");
  return given == nullptr ? 100'000 : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
}

/// Of three places, the ordered pairs.
constexpr std::array<std::pair<std::size_t, std::size_t>, 6> pairs{
    {{0, 1}, {1, 2}, {2, 0}, {0, 2}, {2, 1}, {1, 0}}};

/// One access of the device's own or of a clock, an interrupt taken, time that passes: as the dice say.
std::uint64_t act(board_bench& b, const std::vector<bus::claim>& claims, dice die) {
  if (die.one_in(2)) b.pass(duration::ns(die.one_in(8) ? die.below(2'000'000) : die.below(4'000)));
  if (b.interrupting() && die.one_in(2)) {
    const int vector = b.board.controller().acknowledge(b.now);
    if (die.one_in(3)) return static_cast<std::uint64_t>(vector);  // it stays in service
    b.out(0x20, 0x20);
    if (vector >= 0x70) b.out(0xa0, 0x20);
    return static_cast<std::uint64_t>(vector);
  }
  const bus::claim& c = claims[die.below(static_cast<unsigned>(claims.size()))];
  const std::uint64_t address = c.first + die.below(static_cast<unsigned>(c.count));
  const unsigned width = die.one_in(4) ? 1U << die.below(3) : 1;
  if (die.one_in(2)) return b.board.bus().read(c.space, address, width, b.now).value;
  b.board.bus().write(c.space, address, width, die.one_in(2) ? die.below(256) : die.below(4), b.now);
  return 0;
}

}  // namespace

TEST_CASE("moves: random scripts give what they give without a move, every device, all pairs of places") {
  constexpr unsigned scripts_a_board = 400, steps = 12;
  const auto kinds = device_kinds();
  std::optional<board_bench> still, moving;
  for (unsigned n = 0; n < scripts(); ++n) {
    CAPTURE(n);
    if (n % scripts_a_board == 0) {
      still.emplace();
      moving.emplace();
      for (board_bench* b : {&*still, &*moving})
        for (const auto& [port, value] : {std::pair{0x20, 0x11},
                                          {0x21, 0x08},
                                          {0x21, 0x04},
                                          {0x21, 0x01},
                                          {0x21, 0},
                                          {0xa0, 0x11},
                                          {0xa1, 0x70},
                                          {0xa1, 0x02},
                                          {0xa1, 0x01},
                                          {0xa1, 0},
                                          {0x43, 0x34},
                                          {0x40, 0x00},
                                          {0x40, 0x04}})
          b->out(static_cast<std::uint16_t>(port), static_cast<std::uint64_t>(value));
    }
    const std::string device{kinds[n % kinds.size()].name};
    const auto [from, to] = pairs[n / kinds.size() % pairs.size()];
    std::vector<bus::claim> claims;
    for (const vmm::device_parts::chip& c : moving->board.find(device)->parts().chips())
      for (const bus::claim& claim : bus::claims_of(*c.it)) claims.push_back(claim);
    dice die{n + 1};
    const unsigned moves_at = die.below(steps);
    moving->move(device, board_bench::places[from]);
    for (unsigned i = 0; i < steps; ++i) {
      if (i == moves_at) moving->move(device, board_bench::places[to]);
      const dice thrown{die.below(1'000'000'000)};
      REQUIRE(act(*still, claims, thrown) == act(*moving, claims, thrown));
    }
    // The display's memory takes long to compare.
    if (device != "vga" || n % 64 == 0)
      REQUIRE(still->board.find(device)->save_state() == moving->board.find(device)->save_state());
    REQUIRE(still->interrupted == moving->interrupted);
    REQUIRE(still->wires == moving->wires);
    still->interrupted.clear();
    moving->interrupted.clear();
  }
}
