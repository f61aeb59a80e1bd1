/// Random scripts on a board: what software can do to one device, with interrupts taken in between.
#pragma once

#include <array>
#include <utility>
#include <vector>

#include "models/bus/claim.h"
#include "tests/devices/dice.h"
#include "tests/vmm/board_bench.h"

namespace trapline::testing {

/// Of three places, the ordered pairs.
inline constexpr std::array<std::pair<std::size_t, std::size_t>, 6> pairs_of_places{
    {{0, 1}, {1, 2}, {2, 0}, {0, 2}, {2, 1}, {1, 0}}};

/// The interrupt controllers as a PC's firmware leaves them, all lines open.
inline void initialize(board_bench& b) {
  for (const auto& [port, value] : {std::pair{0x20, 0x11},
                                    {0x21, 0x08},
                                    {0x21, 0x04},
                                    {0x21, 0x01},
                                    {0x21, 0},
                                    {0xa0, 0x11},
                                    {0xa1, 0x70},
                                    {0xa1, 0x02},
                                    {0xa1, 0x01},
                                    {0xa1, 0}})
    b.out(static_cast<std::uint16_t>(port), static_cast<std::uint64_t>(value));
}

/// Counter 0 as a rate generator.
inline void start_timer(board_bench& b, unsigned count) {
  b.out(0x43, 0x34);
  b.out(0x40, count & 0xff);
  b.out(0x40, count >> 8);
}

inline void start_up(board_bench& b) {
  initialize(b);
  start_timer(b, 0x400);
}

inline std::vector<bus::claim> claims_of(board_bench& b, const std::string& device) {
  std::vector<bus::claim> claims;
  for (const vmm::device_parts::chip& c : b.board.find(device)->parts().chips())
    for (const bus::claim& claim : bus::claims_of(*c.it)) claims.push_back(claim);
  return claims;
}

/// One access of the device's own or of a clock, an interrupt taken, time that passes: as the dice say.
inline std::uint64_t act(board_bench& b, const std::vector<bus::claim>& claims, devices::test::dice die) {
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

}  // namespace trapline::testing
