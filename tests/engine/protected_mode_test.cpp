#include <catch2/catch.hpp>

#include "tests/engine/guest.h"
#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

using words = std::vector<std::uint32_t>;

// A word stream on E8h, and a device that gives a varied time to each access.
void load(machine& m, const std::string& name) {
  m.put(0x7c00, guest(name));
  m.start_at(0x7c00);
  m.on_in = [next = 0x1111u](std::uint16_t port, unsigned) mutable {
    return port == 0xe8 ? std::exchange(next, next + 0x1111) : 0xffff'ffffu;
  };
}

}  // namespace

TEST_CASE("engine: a guest goes through real, unreal, protected and paged mode with its faults") {
  machine m;
  load(m, "protected");
  REQUIRE(m.run() == stop_reason::requested);
  CHECK(m.values(0xe0) == words{0x2100, 0x2003, 0x2000, 0x2006, 0xcafebabe, 0x22221111, 0x44443333, 0x3001,
                                0x600df00d, 0x3333});
  CHECK(m.values(0xe9) == words{'H', 'E', 'L', 'L', 'O', 10});
  // vector, error code, CS, CR2
  CHECK(m.values(0xe1) == words{14,   0,      8,    0x100000,  // absent, read
                                14,   0,      8,    0x100004,  // and again
                                14,   2,      8,    0x100008,  // absent, write
                                14,   3,      8,    0x101010,  // read-only with WP
                                13,   0x1234, 8,    0x101010,  // selector
                                0x30, 0,      8,    0x101010,  //
                                3,    0,      8,    0x101010,  //
                                6,    0,      8,    0x101010,  //
                                0,    0,      8,    0x101010,  //
                                0x31, 0,      0x1b, 0x101010,  // from ring 3
                                13,   0,      0x1b, 0x101010,  // HLT
                                13,   0,      0x1b, 0x101010,  // OUT that the bitmap forbids
                                0x33, 0,      0x1b, 0x101010, 0x32, 0, 0x1b, 0x101010});
}

TEST_CASE("engine: long mode is entered from real mode, faults, and SYSCALL goes to ring 0 and back") {
  machine m;
  load(m, "long");
  REQUIRE(m.run() == stop_reason::requested);
  CHECK(m.values(0xe0) == words{0x12345678, 0x40000000, 0, 0x77, 7, 0x78});
  CHECK((m.core.registers().efer & 0x500) == 0x500);
}

TEST_CASE("engine: code that is changed while it runs, also through another page, runs as changed") {
  machine m;
  load(m, "self_modifying");
  REQUIRE(m.run() == stop_reason::requested);
  // 2000 times +1 -1 +5, in the low byte only
  CHECK(m.values(0xe0) == words{(2000 * 5) & 0xff, static_cast<std::uint32_t>(-1000)});
}

namespace {

struct outcome {
  std::vector<port_write> writes;
  ticks now;
  std::uint64_t instructions;
  register_file registers;
};

// Costs that differ, so that a wrong prefix shows.
struct uneven_costs final : instruction_costs {
  ticks cost(std::span<const std::uint8_t> bytes, code_size) const override {
    ticks sum = 1;
    for (std::uint8_t b : bytes) sum = (sum * 7 + b) % 97;
    return sum + 1;
  }
};

outcome run_cut(const std::string& name, unsigned block_limit, ticks period) {
  static const uneven_costs costs;
  machine m{costs};
  load(m, name);
  m.core.limit_blocks(block_limit);
  ticks next = 0;
  m.on_deadline = [&] { m.core.set_deadline(next += period); };
  if (period) m.core.set_deadline(next = period);
  REQUIRE(m.run() == stop_reason::requested);
  return {m.writes, m.core.now(), m.core.instructions(), m.core.registers()};
}

}  // namespace

TEST_CASE("engine: results do not depend on how code is cut into blocks or where deadlines fall") {
  for (const char* name : {"protected", "long", "self_modifying"}) {
    const outcome whole = run_cut(name, 0, 0);
    for (const auto& [limit, period] : {std::pair{1u, ticks{0}},
                                        {2u, 0u},
                                        {0u, 1u},
                                        {0u, 7u},
                                        {0u, 101u},
                                        {0u, 997u},
                                        {1u, 13u},
                                        {3u, 1009u}}) {
      INFO(name << " limit " << limit << " period " << period);
      const outcome cut = run_cut(name, limit, period);
      CHECK(cut.now == whole.now);
      CHECK(cut.instructions == whole.instructions);
      CHECK(cut.writes == whole.writes);
      CHECK(cut.registers.rip == whole.registers.rip);
    }
  }
}
