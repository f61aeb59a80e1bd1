// What a core tells of its memory accesses, and the time that they take.
#include <catch2/catch.hpp>

#include "tests/engine/machine.h"

using namespace trapline::engine;
using namespace trapline::engine_tests;

namespace {

struct told {
  char what;
  std::uint64_t linear, physical;
  unsigned bytes;

  friend bool operator==(const told&, const told&) = default;
};

std::ostream& operator<<(std::ostream& o, const told& t) {
  return o << t.what << ' ' << std::hex << t.linear << ' ' << t.physical << std::dec << ' ' << t.bytes;
}

/// Costs of one cycle an instruction; its memory notes all and takes what it is set to.
struct noted_costs final : instruction_costs {
  struct noted final : memory_timing {
    explicit noted(const noted_costs& c) : costs{c} {}
    ticks data(std::uint64_t linear, std::uint64_t physical, unsigned bytes, bool write) override {
      costs.accesses.push_back({write ? 'w' : 'r', linear, physical, bytes});
      return write ? 0 : costs.load;
    }
    ticks fetch(std::uint64_t linear, std::uint64_t physical, unsigned bytes) override {
      costs.accesses.push_back({'x', linear, physical, bytes});
      return 0;
    }
    void drop_translations() override { ++costs.dropped; }
    void drop_translation(std::uint64_t linear) override { costs.dropped_page = linear; }
    std::vector<memory_level_counts> counts() const override { return {{"noted", costs.accesses.size(), 0}}; }
    const noted_costs& costs;
  };

  ticks cost(std::span<const std::uint8_t>, code_size) const override { return ticks_per_cycle; }
  std::unique_ptr<memory_timing> memory_of_a_core() const override { return std::make_unique<noted>(*this); }

  std::vector<told> data() const {
    std::vector<told> some;
    for (const told& t : accesses)
      if (t.what != 'x') some.push_back(t);
    return some;
  }

  mutable std::vector<told> accesses;
  mutable unsigned dropped = 0;
  mutable std::uint64_t dropped_page = 0;
  ticks load = 0;
};

constexpr int end_of_run[] = {0xe6, 0xf4};  // out 0F4h,al

}  // namespace

TEST_CASE("accesses: loads, stores and fetches are told in order, with their widths") {
  noted_costs costs;
  machine m{costs};
  m.put(0x7c00, {0xa1, 0x00, 0x20,        // mov ax,[2000h]
                 0x66, 0xa3, 0x02, 0x20,  // mov [2002h],eax
                 0xff, 0x06, 0x06, 0x20,  // inc word [2006h]
                 end_of_run[0], end_of_run[1]});
  m.start_at(0x7c00);
  m.core.set_deadline(1000 * ticks_per_cycle);
  costs.accesses.clear();
  m.run();
  CHECK(costs.accesses == std::vector<told>{{'x', 0x7c00, 0x7c00, 3},
                                            {'r', 0x2000, 0x2000, 2},
                                            {'x', 0x7c03, 0x7c03, 4},
                                            {'w', 0x2002, 0x2002, 4},
                                            {'x', 0x7c07, 0x7c07, 4},
                                            {'r', 0x2006, 0x2006, 2},
                                            {'w', 0x2006, 0x2006, 2},
                                            {'x', 0x7c0b, 0x7c0b, 2}});
}

TEST_CASE("accesses: what devices answer is not told, and an access across two pages is told in two") {
  noted_costs costs;
  machine m{costs};
  m.core.map_mmio(0xb8000, 0x8000);
  m.put(0x7c00, {0x66, 0xa1, 0xfe, 0x2f,        // mov eax,[2FFEh]
                 0x66, 0xa3, 0xfd, 0x3f,        // mov [3FFDh],eax
                 0xb8, 0x00, 0xb8, 0x8e, 0xd8,  // mov ax,0B800h; mov ds,ax
                 0xa1, 0x00, 0x00,              // mov ax,[0]
                 end_of_run[0], end_of_run[1]});
  m.start_at(0x7c00);
  costs.accesses.clear();
  m.run();
  CHECK(costs.data() == std::vector<told>{{'r', 0x2ffc, 0x2ffc, 4},
                                          {'r', 0x3000, 0x3000, 4},
                                          {'w', 0x3ffd, 0x3ffd, 3},
                                          {'w', 0x4000, 0x4000, 1}});
}

TEST_CASE("accesses: under paging the physical address is told, and a page that was remapped is asked anew") {
  noted_costs costs;
  machine m{costs};
  const auto page_table = [&m](std::uint32_t linear, std::uint32_t physical) {
    const std::uint32_t entry = physical | 3;
    std::memcpy(m.ram.data() + 0x11000 + (linear >> 12) * 4, &entry, 4);
  };
  const std::uint32_t directory = 0x11003;
  std::memcpy(m.ram.data() + 0x10000, &directory, 4);
  for (std::uint32_t at = 0; at < 0x20000; at += 0x1000) page_table(at, at);
  page_table(0x5000, 0x8000);
  m.put(
      0x7c00,
      {0xa1, 0x00, 0x50,                                                 // mov ax,[5000h]
       0x67, 0x66, 0xc7, 0x05,          0x14,         0x10, 0x01, 0x00,  // mov dword [11014h],9003h: its table entry
       0x03, 0x90, 0x00, 0x00,          0x0f,         0x01, 0x3e, 0x00, 0x50,  // invlpg [5000h]
       0xa1, 0x00, 0x50, end_of_run[0], end_of_run[1]});
  m.start_at(0x7c00);
  register_file r = m.core.registers();
  r.cr3 = 0x10000;
  r.cr0 = 0xe000'0011;
  for (auto& s : r.segment) s = {0, 0, 0xffff'ffff, 0x9300};
  r.segment[1].flags = 0x9b00;
  m.core.set_registers(r);
  costs.accesses.clear();
  m.run();
  CHECK(costs.data() ==
        std::vector<told>{{'r', 0x5000, 0x8000, 2}, {'w', 0x11014, 0x11014, 4}, {'r', 0x5000, 0x9000, 2}});
  CHECK(costs.dropped_page == 0x5000);
}

TEST_CASE("accesses: what they take passes before the next instruction") {
  noted_costs costs;
  costs.load = 100 * ticks_per_cycle;
  machine m{costs};
  m.put(0x7c00, {0xa1, 0x00, 0x20, 0x90, 0xe6, 0x80, 0xa1, 0x00, 0x20, end_of_run[0], end_of_run[1]});
  m.start_at(0x7c00);
  const ticks began = m.core.now();
  m.run();
  REQUIRE(m.writes.size() == 2);
  CHECK(m.writes[0].at - began == 103 * ticks_per_cycle);
  CHECK(m.writes[1].at - began == 205 * ticks_per_cycle);
  CHECK(m.core.instructions() == 5);
}

TEST_CASE("accesses: no instruction begins after a deadline that an access has reached") {
  noted_costs costs;
  costs.load = 100 * ticks_per_cycle;
  machine m{costs};
  m.put(0x7c00, {0x90, 0xa1, 0x00, 0x20, 0x90, 0x90, 0xe6, 0x80, end_of_run[0], end_of_run[1]});
  m.start_at(0x7c00);
  const ticks began = m.core.now();
  std::vector<ticks> reached;
  std::vector<std::uint64_t> executed;
  m.on_deadline = [&] {
    reached.push_back((m.core.now() - began) / ticks_per_cycle);
    executed.push_back(m.core.instructions());
    m.core.set_deadline(began + 1000 * ticks_per_cycle);
  };
  m.core.set_deadline(began + 50 * ticks_per_cycle);
  m.run();
  CHECK(reached == std::vector<ticks>{102});
  CHECK(executed == std::vector<std::uint64_t>{2});
  CHECK((m.writes[0].at - began) / ticks_per_cycle == 105);
}

TEST_CASE("accesses: code that returns to a segment whose base is not zero goes on there") {
  noted_costs costs;
  machine m{costs};
  m.put(0x7c00, {0x9a, 0x05, 0x00, 0x00, 0x09, end_of_run[0], end_of_run[1]});  // call 900h:5
  m.put(0x9005, {0xa1, 0x00, 0x20, 0xcb});                                      // mov ax,[2000h]; retf
  m.start_at(0x7c00);
  m.core.set_deadline(1000 * ticks_per_cycle);
  m.run();
  CHECK(m.writes.size() == 1);
  CHECK(m.core.instructions() == 4);
}

TEST_CASE("accesses: a core whose costs have no memory of theirs counts none") {
  machine m;
  CHECK(m.core.memory_counts().empty());
  noted_costs costs;
  machine with{costs};
  CHECK(with.core.memory_counts().front().level == "noted");
}
