// Moves are exact: 100,000 random scripts, every kind of device, all pairs of places. TRAPLINE_MOVE_SCRIPTS in the
// environment is another number of them.
#include <catch2/catch.hpp>

#include <cstdlib>

#include "tests/vmm/move_scripts.h"

using namespace trapline;
using namespace trapline::testing;
using devices::test::dice;

namespace {

unsigned scripts() {
  const char* given = std::getenv("TRAPLINE_MOVE_SCRIPTS");
  return given == nullptr ? 100'000 : static_cast<unsigned>(std::strtoul(given, nullptr, 10));
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
      start_up(*still);
      start_up(*moving);
    }
    const std::string device{kinds[n % kinds.size()].name};
    const auto [from, to] = pairs_of_places[n / kinds.size() % pairs_of_places.size()];
    const std::vector<bus::claim> claims = claims_of(*moving, device);
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
